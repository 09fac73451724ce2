import { inArray } from "drizzle-orm";
import type { PanelRow, PanelsPageProps } from "~/app/components/compendium/PanelsPage";
import { database } from "~/db/client";
import type { Item } from "~/db/schema/compendium";
import { users } from "~/db/schema/people";
import { codesIn, loadCatalogue, withDraft } from "~/workflows/compendium/catalogue";
import { offeredCounts } from "~/workflows/compendium/impact";
import { actionOf } from "~/workflows/compendium/item";
import { may } from "~/workflows/policy";
import { memberOf } from "./catalogue-editor.server";
import { dollars, shortDay } from "./catalogue-words.server";
import { loadFrame, requireCatalogue } from "./compendium-frame.server";
import type { Args } from "./context.server";

/** Every panel with what the draft makes of it. */
export async function loadPanels(args: Args): Promise<PanelsPageProps> {
  const actor = await requireCatalogue(args);
  const [frame, first] = await Promise.all([loadFrame(actor, "panels"), loadCatalogue(undefined, [])]);
  const panels = [...withDraft(first).values()].filter(isPanel);
  const [all, owners, offered] = await Promise.all([
    loadCatalogue(undefined, codesIn(panels)).then(withDraft),
    namesOf(panels.flatMap(({ salesOwnerId }) => salesOwnerId ?? [])),
    offeredCounts(panels.map(({ code }) => code)),
  ]);
  const rows = panels
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((panel): PanelRow => {
      const members = panel.members.map((code) => memberOf(code, all.get(code)));
      const sum = members.reduce((total, { cents }) => total + cents, 0);
      const saving = sum > panel.preferredPriceCents ? Math.round((1 - panel.preferredPriceCents / sum) * 100) : 0;
      return {
        code: panel.code,
        name: panel.name,
        members,
        price: dollars(panel.preferredPriceCents),
        listSum: dollars(sum),
        saving: saving > 0 ? `${saving} %` : "none",
        scope:
          panel.scope === "all"
            ? "All clients"
            : panel.practiceIds.length === 1
              ? "1 practice"
              : `${panel.practiceIds.length} practices`,
        owner: owners.get(panel.salesOwnerId ?? "") ?? "",
        status: panel.status,
        endsOn: panel.status === "active" && panel.discontinuedOn ? shortDay(panel.discontinuedOn) : null,
        change: first.draft.has(panel.code) ? actionOf(first.standing.get(panel.code) ?? null, panel) : null,
        offeredTo: offered.get(panel.code) ?? 0,
        href: `/compendium/panels/${panel.code}`,
      };
    });
  return { ...frame, rows, canPropose: may(actor, "panel.propose") };
}

const isPanel = (item: Item): item is Item & { kind: "panel" } => item.kind === "panel";

async function namesOf(ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await database().select().from(users).where(inArray(users.id, wanted));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
