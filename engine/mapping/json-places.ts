import type { ContractName } from "~/engine/contract";
import type { CompiledTemplate } from "./compile";
import { SCOPE_PLACES, type ScopeName, wholePath } from "./scopes";
import type { MapSpec } from "./template";

/** A place of a JSON body and the place of the contract a rule ties it to; positions in lists are left out of both. */
export interface JsonPlace {
  readonly rule: string;
  /** `order.items.code`. */
  readonly body: string;
  /** `tests.code`. */
  readonly contract: string;
}

/** Path of a scope's items in the body, as `lists` names them: `order.items.`; empty for the message. */
export function bodyPrefix(lists: MapSpec["lists"], scope: ScopeName): string {
  if (scope === "message") return "";
  const { list, parent } = SCOPE_PLACES[scope];
  return `${bodyPrefix(lists, parent)}${lists?.[scope] ?? list}.`;
}

/** Which place of a body each rule of a JSON template reads or writes, and which of the contract. */
export function jsonPlaces({ template }: CompiledTemplate, contract: ContractName): JsonPlace[] {
  const spec = contract === "order" ? template.orders : template.results;
  const reads = (contract === "order") === (template.side === "emr");
  return (spec?.rules ?? []).flatMap(({ name, each, from, to }) => {
    const scope: ScopeName = each ?? "message";
    const inBody = (path: string) => (path.startsWith("/") ? path.slice(1) : bodyPrefix(spec?.lists, scope) + path);
    const inContract = (path: string) => wholePath(path, scope).replaceAll("[]", "");
    return [from ?? []].flat().map((path) => ({
      rule: name,
      body: inBody(reads ? path : to),
      contract: inContract(reads ? to : path),
    }));
  });
}
