import { asc, eq } from "drizzle-orm";
import type { PanelBuilderPageProps } from "~/app/components/panels/PanelBuilderPage";
import { database } from "~/db/client";
import { draftChanges } from "~/db/schema/compendium";
import { connections } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { connectionRequests } from "~/db/schema/requests";
import { readItem } from "~/workflows/compendium/item";
import {
  findProposal,
  type ProposalFor,
  proposePanel,
  suggestCode,
  withdrawProposal,
} from "~/workflows/compendium/proposals";
import { membersOf } from "./catalogue-editor.server";
import { dollars } from "./catalogue-words.server";
import { type Args, newNonce } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { requireActor } from "./session.server";

type Built = { practiceId: string; name: string; about: string; href: string; target: Record<string, string> };

/** Whom the panel is built for, as the address says: `request`, `connection` or `practice`. */
async function builtFor(wanted: ProposalFor): Promise<Built | undefined> {
  const db = database();
  if (wanted.requestId) {
    const [row] = await db
      .select({ request: connectionRequests, name: practices.name })
      .from(connectionRequests)
      .innerJoin(practices, eq(practices.id, connectionRequests.practiceId))
      .where(eq(connectionRequests.id, wanted.requestId));
    if (!row || row.request.state === "draft") throw new Response(null, { status: 404 });
    const { id, practiceId, emrName } = row.request;
    const target = { requestId: id };
    return { practiceId, name: row.name, about: `The request for ${emrName}`, href: `/approvals/${id}`, target };
  }
  if (wanted.connectionId) {
    const [row] = await db
      .select({ connection: connections, name: practices.name })
      .from(connections)
      .innerJoin(practices, eq(practices.id, connections.practiceId))
      .where(eq(connections.id, wanted.connectionId));
    if (!row) throw new Response(null, { status: 404 });
    const { id, practiceId, emrName } = row.connection;
    const target = { connectionId: id };
    return { practiceId, name: row.name, about: `The connection to ${emrName}`, href: `/connections/${id}`, target };
  }
  if (!wanted.practiceId) return undefined;
  const [row] = await db.select().from(practices).where(eq(practices.id, wanted.practiceId));
  if (!row) throw new Response(null, { status: 404 });
  return { practiceId: row.id, name: row.name, about: "", href: "/panels", target: { practiceId: row.id } };
}

/** The builder, empty or with a proposal that is to be changed. */
export async function loadBuilder(args: Args): Promise<Omit<PanelBuilderPageProps, "errors">> {
  const actor = await requireActor(args, "panel.propose");
  const { searchParams: params } = new URL(args.request.url);
  const id = params.get("proposal");
  const proposal = id ? await findProposal(id) : undefined;
  if (id && !proposal) throw new Response(null, { status: 404 });
  const wanted: ProposalFor = proposal
    ? targetOf(proposal.requestId, proposal.connectionId, proposal.practiceId)
    : targetOf(params.get("request"), params.get("connection"), params.get("practice"));
  const practice = await builtFor(wanted);
  const [drafted] = proposal
    ? await database().select().from(draftChanges).where(eq(draftChanges.code, proposal.code))
    : [];
  const panel = drafted?.item.kind === "panel" ? drafted.item : undefined;
  const [members, clients, facts, suggested] = await Promise.all([
    membersOf(panel?.members ?? []),
    practice ? [] : database().select().from(practices).orderBy(asc(practices.name)).limit(2_000),
    practice ? factsOf(practice, wanted.requestId) : [],
    practice && !panel ? suggestCode(practice.name) : "",
  ]);
  return {
    code: panel?.code ?? null,
    version: proposal?.version ?? 0,
    practice: practice ? { name: practice.name, about: practice.about, href: practice.href } : null,
    practices: clients.map(({ id: value, name }) => ({ value, label: name })),
    members,
    values: {
      name: panel?.name ?? "",
      preferredPriceCents: panel ? dollars(panel.preferredPriceCents) : "",
      why: proposal?.why ?? "",
      offer: !proposal || proposal.offerWhenPublished ? "yes" : "",
      suggested,
    },
    owner: proposal?.by ?? actor.name,
    facts,
    target: { ...practice?.target, ...(proposal && { proposal: proposal.id, code: proposal.code }) },
    backHref: practice?.href ?? "/panels",
    nonce: newNonce(),
  };
}

function targetOf(request: string | null, connection: string | null, practice: string | null): ProposalFor {
  if (request) return { requestId: request };
  if (connection) return { connectionId: connection };
  return practice ? { practiceId: practice } : {};
}

/** What the practice wished for, and what it may order already. */
async function factsOf({ practiceId }: Built, requestId: string | undefined) {
  const [rows, [request]] = await Promise.all([
    database().select().from(connections).where(eq(connections.practiceId, practiceId)),
    requestId ? database().select().from(connectionRequests).where(eq(connectionRequests.id, requestId)) : [],
  ]);
  const offered = [...new Set(rows.flatMap(({ offeredPanels }) => offeredPanels))];
  const wished = [...(request?.form.panels ?? []), ...(request?.form.tests ?? [])];
  return [
    ...(wished.length > 0 ? [{ label: "Asked for", value: wished.join(", ") }] : []),
    { label: "Panels now", value: offered.join(", ") || "None" },
  ];
}

/** Puts the panel into the draft, or says what is wrong with it. */
export async function actOnBuilder(args: Args) {
  const actor = await requireActor(args, "panel.propose");
  const form = await args.request.formData();
  const typed = valuesOf(form);
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const wanted = targetOf(text("requestId") || null, text("connectionId") || null, text("practiceId") || null);
  const practice = await builtFor(wanted);
  if (!practice) return invalid({ practiceId: "Choose the practice it is for." }, typed);
  const code = text("code") || (await suggestCode(practice.name));
  const read = readItem("panel", {
    code,
    name: text("name"),
    members: form.getAll("members").map(String),
    preferredPriceCents: text("preferredPriceCents"),
  });
  if (read.kind === "broken") {
    return invalid(Object.fromEntries(read.findings.map(({ field, message }) => [field, message])), typed);
  }
  if (read.item.kind !== "panel") return invalid({ members: "A panel needs members." }, typed);
  const id = text("proposal");
  const { kind: _, ...panel } = read.item;
  const outcome = await proposePanel(actor, {
    panel,
    for: wanted,
    offer: text("offer") === "yes",
    why: text("why").slice(0, 400),
    ...(id && { of: { id, version: Number(text("version")) || 0 } }),
  });
  if (outcome.kind === "refused-items") {
    return invalid(Object.fromEntries(outcome.findings.map(({ field, message }) => [field, message])), typed);
  }
  if (outcome.kind === "conflict") {
    const [theirs] = outcome.theirs;
    const message = `${theirs?.by ?? "Somebody"} has changed it since you opened it. Nothing of yours was saved.`;
    return refused({ kind: "refused", code: "conflict", message }, typed);
  }
  if (outcome.kind === "refused" && outcome.field) return invalid({ [outcome.field]: outcome.message }, typed);
  if (outcome.kind !== "done") return refused(outcome, typed);
  const to = practice.target.practiceId ? "/panels?view=proposals" : practice.href;
  return done(to, "Panel proposed", `${outcome.code} waits in the draft for lab operations.`);
}

/** Takes a proposal back. */
export async function actOnProposals(args: Args) {
  const actor = await requireActor(args, "panel.propose");
  const form = await args.request.formData();
  const outcome = await withdrawProposal(actor, String(form.get("id") ?? ""), Number(form.get("version") ?? 0));
  if (outcome.kind !== "done") {
    if (outcome.kind !== "refused") return refused(outcome);
    return done("/panels?view=proposals", "Nothing was withdrawn", outcome.message);
  }
  return done("/panels?view=proposals", "Proposal withdrawn", "It is out of the draft.");
}
