import { aliasedTable, desc, eq } from "drizzle-orm";
import type { DifferencePageProps } from "~/app/components/compendium/DifferencePage";
import type { ReleasePageProps } from "~/app/components/compendium/ReleasePage";
import type { ReleasesPageProps } from "~/app/components/compendium/ReleasesPage";
import type { ItemChange } from "~/app/components/compendium/types";
import { database } from "~/db/client";
import { type Item, releases } from "~/db/schema/compendium";
import { practices, users } from "~/db/schema/people";
import { changesOf, differenceOf } from "~/workflows/compendium/releases";
import { changeLines, dayWords } from "./catalogue-words.server";
import { loadFrame, requireCatalogue, requireRelease } from "./compendium-frame.server";
import { type Args, param } from "./context.server";

/** Changes shown on one page; more are counted. */
const shown = 300;

/** Every release, newest first. */
export async function loadReleases(args: Args): Promise<ReleasesPageProps> {
  const actor = await requireCatalogue(args);
  const [frame, rows] = await Promise.all([
    loadFrame(actor, "releases"),
    database()
      .select({ release: releases, by: users.name })
      .from(releases)
      .leftJoin(users, eq(users.id, releases.publishedBy))
      .orderBy(desc(releases.number)),
  ]);
  return {
    ...frame,
    rows: rows.map(({ release, by }) => ({
      number: release.number,
      name: release.name,
      notes: release.notes,
      effectiveOn: dayWords(release.effectiveOn),
      isInForce: release.inForceAt !== null,
      publishedAt: release.publishedAt.toISOString(),
      by: by ?? "Gatehouse",
      counts: release.counts,
      href: `/compendium/releases/${release.number}`,
    })),
  };
}

/** One release with its changes. */
export async function loadRelease(args: Args): Promise<ReleasePageProps> {
  await requireCatalogue(args);
  const release = await requireRelease(Number(param(args, "number")));
  const reviewers = aliasedTable(users, "reviewers");
  const [[people], changes, names] = await Promise.all([
    database()
      .select({ by: users.name, reviewedBy: reviewers.name })
      .from(releases)
      .leftJoin(users, eq(users.id, releases.publishedBy))
      .leftJoin(reviewers, eq(reviewers.id, releases.reviewedBy))
      .where(eq(releases.number, release.number)),
    changesOf(release.number),
    namesById(),
  ]);
  return {
    number: release.number,
    name: release.name,
    notes: release.notes,
    effectiveOn: dayWords(release.effectiveOn),
    inForceAt: release.inForceAt?.toISOString() ?? null,
    publishedAt: release.publishedAt.toISOString(),
    by: people?.by ?? "Gatehouse",
    reviewedBy: people?.reviewedBy ?? null,
    sha256: release.sha256,
    total: changes.length,
    changes: changes
      .slice(0, shown)
      .map((change) => changeOf({ ...change, by: names.get(change.changedBy ?? "") ?? null }, names)),
  };
}

/** What lies between two releases; `from` and `to` in the URL. */
export async function loadDifference(args: Args): Promise<DifferencePageProps> {
  await requireCatalogue(args);
  const { searchParams } = new URL(args.request.url);
  const all = await database().select().from(releases).orderBy(desc(releases.number));
  const numbers = all.map(({ number }) => number);
  const pick = (name: string, otherwise: number | undefined) => {
    const wanted = Number(searchParams.get(name));
    return numbers.includes(wanted) ? wanted : (otherwise ?? 0);
  };
  const one = pick("from", numbers[1] ?? numbers[0]);
  const other = pick("to", numbers[0]);
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  const [changes, names] = await Promise.all([differenceOf(from, to), namesById()]);
  return {
    releases: all.map(({ number, name }) => ({ value: String(number), label: name })),
    from: String(from),
    to: String(to),
    total: changes.length,
    changes: changes.slice(0, shown).map((change) => changeOf({ ...change, why: "", by: null }, names)),
  };
}

type Changed = {
  kind: ItemChange["kind"];
  code: string;
  action: ItemChange["action"];
  before: Item | null;
  after: Item;
  why: string;
  by: string | null;
};

const changeOf = (change: Changed, names: ReadonlyMap<string, string>): ItemChange => ({
  kind: change.kind,
  code: change.code,
  name: change.after.name,
  action: change.action,
  lines: change.before ? changeLines(change.before, change.after, names) : [],
  href: `/compendium/${change.kind}s/${change.code}`,
  why: change.why,
  by: change.by,
  at: null,
});

async function namesById(): Promise<Map<string, string>> {
  const [people, clients] = await Promise.all([
    database().select({ id: users.id, name: users.name }).from(users),
    database().select({ id: practices.id, name: practices.name }).from(practices),
  ]);
  return new Map([...people, ...clients].map(({ id, name }) => [id, name]));
}
