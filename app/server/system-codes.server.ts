import type { CodesTabProps } from "~/app/components/workspace/CodesTab";
import type { CodeMapEntry } from "~/db/schema/connections";
import type { Actor } from "~/workflows/actor";
import type { ConfigurationRow } from "~/workflows/connection/commands";
import { foldCodes, ownEntries } from "~/workflows/connection/fold-codes";
import { newestSystemMap, offeredOf } from "~/workflows/connection/system-maps";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";

/** Where an entry of a connection's map comes from. */
export const fromWords = (entry: CodeMapEntry | undefined): string =>
  entry === undefined ? "" : entry.from === undefined ? "Own" : `System, v${entry.from}`;

/** What the newest version of the EMR system's map would do to a connection; null where there is none. */
export async function systemCodesOf(
  actor: Actor,
  row: ConnectionRow,
  configuration: ConfigurationRow | undefined,
): Promise<CodesTabProps["system"]> {
  const newest = await newestSystemMap(row.emrSystemId);
  if (!newest || !configuration) return null;
  const used = configuration.systemMapVersion;
  const now = foldCodes(ownEntries(configuration.codeMap), newest, offeredOf(row));
  const words = (map: readonly CodeMapEntry[]) =>
    new Set(map.map(({ labCode, emrCode, emrText }) => JSON.stringify([labCode, emrCode, emrText ?? ""])));
  const before = words(configuration.codeMap);
  const changes = [...words(now)].filter((one) => !before.has(one)).length;
  const gone = [...before].filter((one) => !words(now).has(one)).length;
  const codes = (count: number) => (count === 1 ? "1 code" : `${count} codes`);
  const text =
    changes > 0
      ? `Version ${newest.version} of the system's code map would bring ${codes(changes)}`
      : gone > 0
        ? `Version ${newest.version} of the system's code map would take ${codes(gone)} away`
        : used === null
          ? "The system's code map brings nothing new here"
          : `It uses version ${used} of the system's code map`;
  const href = may(actor, "codeMap.view") ? `/code-maps/${row.emrSystemId}` : `/connections/${row.id}/codes`;
  return { version: newest.version, href, text, canTake: changes + gone > 0 };
}
