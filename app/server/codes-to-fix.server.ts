import { z } from "zod";
import type { CodesToFixProps } from "~/app/components/workspace/CodesToFix";
import { anyOf } from "~/db/any-of";
import { database } from "~/db/client";
import { panels, tests } from "~/db/schema";
import type { Actor } from "~/workflows/actor";
import { suggestCodes } from "~/workflows/connection/code-suggestions";
import { findConfiguration, saveCodeMap } from "~/workflows/connection/commands";
import { shown } from "~/workflows/connection/shown-version";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import type { Move } from "./connection-actions.server";
import { locked } from "./connection-lock.server";
import { done, refused } from "./respond.server";

/** Rows a card of the gate shows; the code map has them all. */
const mostShown = 8;

/** Offered codes without one of the practice, with what it may call them; null where there are none. */
export async function codesToFix(
  actor: Actor,
  row: ConnectionRow,
  unmapped: readonly string[],
): Promise<CodesToFixProps | null> {
  if (unmapped.length === 0) return null;
  const some = unmapped.slice(0, mostShown);
  const [configuration, known] = await Promise.all([findConfiguration(row), knownCodes(some)]);
  const taken = new Set(configuration?.codeMap.map(({ emrCode }) => emrCode));
  const suggested = await suggestCodes(row, [...known.values()], taken);
  const base = `/connections/${row.id}`;
  return {
    rows: some.map((code) => ({
      code,
      name: known.get(code)?.name ?? "Not in the compendium",
      suggestion: suggested.get(code) ?? null,
      askHref: `${base}/conversation?ask=${encodeURIComponent(code)}`,
    })),
    more: unmapped.length - some.length,
    allHref: `${base}/codes`,
    canEdit: may(actor, "connection.configure", row) && !locked[row.state],
    canAsk: may(actor, "conversation.write", row),
  };
}

/** Tests and panels of the compendium with these codes; a panel has no LOINC. */
async function knownCodes(codes: readonly string[]) {
  const db = database();
  const [testRows, panelRows] = await Promise.all([
    db.select({ code: tests.code, name: tests.name, loinc: tests.loinc }).from(tests).where(anyOf(tests.code, codes)),
    db.select({ code: panels.code, name: panels.name }).from(panels).where(anyOf(panels.code, codes)),
  ]);
  const rows = [...testRows, ...panelRows.map((panel) => ({ ...panel, loinc: "" }))];
  return new Map(rows.map((one) => [one.code, one]));
}

/** What a practice is asked about a code, to be changed before it is sent; nothing for a code that is not offered. */
export async function questionAbout(row: ConnectionRow, code: string): Promise<string> {
  if (![...row.offeredTests, ...row.offeredPanels].includes(code)) return "";
  const name = (await knownCodes([code])).get(code)?.name;
  return `Which code does ${row.emrName} send when you order ${name ? `${name} (${code})` : code}?`;
}

const entriesSchema = z
  .array(z.object({ labCode: z.string().max(80), emrCode: z.string().min(1).max(80), emrText: z.string().max(80) }))
  .min(1)
  .max(mostShown);

function entriesIn(form: FormData): unknown {
  try {
    return JSON.parse(String(form.get("entries")));
  } catch {
    return undefined;
  }
}

/** `intent=acceptCodes`: some suggestions go into the code map; the rest of it stays. */
export const codeFixHandlers = {
  acceptCodes: async ({ actor, row, form, page }: Move) => {
    const parsed = entriesSchema.safeParse(entriesIn(form));
    if (!parsed.success) throw new Response(null, { status: 400 });
    const added = parsed.data.map(({ emrText, ...entry }) => ({ ...entry, ...(emrText && { emrText }) }));
    const mapped = new Set(added.map(({ labCode }) => labCode));
    const current = (await findConfiguration(shown(row)))?.codeMap ?? [];
    const entries = [...current.filter(({ labCode }) => !mapped.has(labCode)), ...added];
    const outcome = await saveCodeMap(actor, row.id, entries);
    if (outcome.kind !== "done") return refused(outcome);
    return done(page(), added.length === 1 ? "Code mapped" : `${added.length} codes mapped`);
  },
};
