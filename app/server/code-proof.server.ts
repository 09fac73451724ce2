import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { CodeProofProps } from "~/app/components/workspace/CodeProof";
import { database } from "~/db/client";
import { failingCodes, provenCount } from "~/db/queries/code-standings";
import { menuItems } from "~/db/queries/menu-items";
import { codeProofs } from "~/db/schema/code-proofs";
import { proveAgain } from "~/workflows/connection/code-proofs";
import { shown } from "~/workflows/connection/shown-version";
import { may } from "~/workflows/policy";
import type { Move } from "./connection-actions.server";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { done, refused } from "./respond.server";

/** Codes named one by one; what is beyond is counted. */
const most = 100;

/** What the newest proof of the configuration on this page showed; null where no orders flow. */
export async function loadCodeProof(args: Args): Promise<CodeProofProps | null> {
  const { actor, row } = await findConnection(args);
  const { configurationVersion: version } = shown(row);
  if (row.mode === "results-only" || version === null) return null;
  const db = database();
  const [[newest], [open], failing, menu, tried] = await Promise.all([
    db
      .select({
        total: codeProofs.total,
        whole: sql<boolean>`${codeProofs.codes} is null`,
        why: codeProofs.why,
        askedAt: codeProofs.askedAt,
        finishedAt: codeProofs.finishedAt,
        sha256: codeProofs.sha256,
      })
      .from(codeProofs)
      .where(
        and(
          eq(codeProofs.connectionId, row.id),
          eq(codeProofs.configurationVersion, version),
          eq(codeProofs.state, "done"),
        ),
      )
      .orderBy(desc(codeProofs.askedAt))
      .limit(1),
    db
      .select({ proven: codeProofs.proven, failed: codeProofs.failed, total: codeProofs.total })
      .from(codeProofs)
      .where(and(eq(codeProofs.connectionId, row.id), inArray(codeProofs.state, ["waiting", "running"])))
      .orderBy(desc(codeProofs.askedAt))
      .limit(1),
    failingCodes([row.id], db),
    menuItems([...row.offeredTests, ...row.offeredPanels], null),
    provenCount({ connectionId: row.id, version }, db),
  ]);
  const mine = failing.filter((one) => one.version === version);
  return {
    proof: newest
      ? {
          total: newest.total,
          whole: newest.whole,
          why: newest.why,
          at: (newest.finishedAt ?? newest.askedAt).toISOString(),
          sha256: newest.sha256?.slice(0, 12) ?? "",
        }
      : null,
    pending: open ? { done: open.proven + open.failed, total: open.total } : null,
    failing: mine.slice(0, most).map(({ code, reason }) => ({ code, reason })),
    left: Math.max(0, menu.length - tried),
    more: Math.max(0, mine.length - most),
    asked: new URL(args.request.url).searchParams.get("code"),
    canAsk: may(actor, "connection.proveCodes", row),
    pictureHref: may(actor, "compendium.view") ? "/compendium/orderability" : null,
  };
}

/** `intent=proveCodes`: the whole menu once more. */
export const codeProofHandlers = {
  proveCodes: async ({ actor, row, page }: Move) => {
    const outcome = await proveAgain(actor, row.id);
    return outcome.kind === "done"
      ? done(page("codes"), "Proving the codes", "Every code of the menu is tried; nothing is sent.")
      : refused(outcome);
  },
};
