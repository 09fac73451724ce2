import { database } from "~/db/client";
import { compendiumDraft, type Item, panels, tests } from "~/db/schema/compendium";
import { draftItems } from "~/workflows/compendium/draft";
import { itemOfPanel, itemOfTest } from "~/workflows/compendium/item";
import { publishDraft } from "~/workflows/compendium/publish";
import { demoActor } from "./demo-lab";

/** The test or panel that is in force under this code. */
export async function itemInForce(code: string): Promise<Item> {
  const [testRows, panelRows] = await Promise.all([database().select().from(tests), database().select().from(panels)]);
  const test = testRows.find((row) => row.code === code);
  const panel = panelRows.find((row) => row.code === code);
  if (test) return itemOfTest(test);
  if (panel) return itemOfPanel(panel);
  throw new Error(`There is no ${code} in force.`);
}

export async function draftVersion(): Promise<number> {
  const [draft] = await database().select().from(compendiumDraft);
  return draft?.version ?? 0;
}

/** Puts the items into the draft and publishes it, in force today: what a test needs changed. The new release's number. */
export async function changeAndPublish(...items: Item[]): Promise<number> {
  const labOps = await demoActor("labops");
  const drafted = await draftItems(
    labOps,
    items.map((item) => ({ item, version: null })),
    "",
  );
  if (drafted.kind !== "done") throw new Error(JSON.stringify(drafted));
  const publishing = { version: await draftVersion(), notes: "", effectiveOn: null };
  const published = await publishDraft(labOps, publishing);
  if (published.kind !== "done") throw new Error(JSON.stringify(published));
  return published.release;
}
