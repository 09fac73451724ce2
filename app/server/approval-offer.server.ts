import { and, asc, eq } from "drizzle-orm";
import type { ApprovalPanelProps } from "~/app/components/console/approvals/types";
import { database } from "~/db/client";
import { panels } from "~/db/schema/compendium";
import { requestOffers } from "~/db/schema/offers";
import type { Actor } from "~/workflows/actor";
import { labToday } from "~/workflows/compendium/catalogue";
import { openTo, practicePricesOf } from "~/workflows/compendium/offered";
import { proposalsForRequest } from "~/workflows/compendium/proposals";
import type { RequestRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { price } from "./portal.server";
import { proposalRow } from "./proposals.server";

type Offer = Omit<ApprovalPanelProps["offer"], "tests"> & { setAside: string[] };

/** Panels this practice may have, at its price; those built for the request; `setAside`: meant to go with its approval. */
export async function loadOffer(actor: Actor, request: RequestRow): Promise<Offer> {
  const db = database();
  const [rows, prices, proposals, aside] = await Promise.all([
    db
      .select()
      .from(panels)
      .where(and(eq(panels.status, "active"), openTo(request.practiceId)))
      .orderBy(asc(panels.name)),
    practicePricesOf(request.practiceId, await labToday(new Date())),
    proposalsForRequest(request.id),
    db.select().from(requestOffers).where(eq(requestOffers.requestId, request.id)),
  ]);
  const undecided = request.state === "submitted" || request.state === "info-requested";
  return {
    panels: rows.map((panel) => ({
      code: panel.code,
      name: panel.name,
      price: price(prices.get(panel.code) ?? panel.preferredPriceCents),
      members: panel.members.join(", "),
    })),
    proposals: proposals.map((one) => {
      const { id, name, code, state, next, href } = proposalRow(one, actor);
      return { id, name, code, state, next, href };
    }),
    buildHref: undecided && may(actor, "panel.propose") ? `/panels/new?request=${request.id}` : null,
    setAside: aside.map(({ code }) => code),
  };
}
