import type { Mode } from "~/db/schema/requests";
import type { Reach } from "~/db/schema/transports";
import type { EndpointForm } from "./endpoint-form";

/** Which ways a connection needs at one side: whether messages come in there, and whether any go out. */
export const waysNeeded = (mode: Mode, side: "emr" | "lis"): { in: boolean; out: boolean } => ({
  in: mode === "bidirectional" || side === "lis",
  out: mode === "bidirectional" || side === "emr",
});

const outFields = { sftp: "dropDirectory", rest: "url", mllp: "host" } as const;
const inFields = { sftp: "pickupDirectory", mllp: "listenPort" } as const;

/** The field that leaves out a way the connection needs. Whoever we do not ask over REST pushes, so there one is in. */
export function wayMissing(
  form: Pick<EndpointForm | Reach, "transport">,
  mode: Mode,
  side: "emr" | "lis",
): { field: string; message: string } | undefined {
  if (form.transport === "hosted-sftp") return undefined;
  const needs = waysNeeded(mode, side);
  const values: Record<string, unknown> = { ...form };
  const out = outFields[form.transport];
  const [sent, taken] = side === "emr" ? ["results", "orders"] : ["orders", "results"];
  if (needs.out && !values[out]) {
    return { field: out, message: `This connection sends ${sent} there; say where they go.` };
  }
  const incoming = form.transport === "rest" ? undefined : inFields[form.transport];
  if (needs.in && incoming && !values[incoming]) {
    return { field: incoming, message: `This connection takes ${taken} from there; say how they come.` };
  }
  return undefined;
}

/** Whether an endpoint that is saved leaves out a way that the mode needs. */
export const lacksWay = (reach: Reach, mode: Mode, side: "emr" | "lis"): boolean =>
  wayMissing(reach, mode, side) !== undefined;
