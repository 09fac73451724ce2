import { and, desc, eq } from "drizzle-orm";
import type { SignerCardProps } from "~/app/components/pages/SignerCard";
import type { SignOffState } from "~/app/components/pages/SignOff";
import { database } from "~/db/client";
import { signOffs, testRuns } from "~/db/schema/connections";
import { users } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";
import type { GateLamp } from "~/workflows/connection/gate";
import { signOff, summaryHash } from "~/workflows/connection/sign-off";
import {
  firstSigner,
  giveSignature,
  mayChangeSigner,
  signerTrace,
  takeBackSignature,
} from "~/workflows/connection/signer";
import type { ConnectionRow } from "~/workflows/dispatch";
import { peopleOf } from "~/workflows/door/people";
import { done, refused, valuesOf } from "./respond.server";

type Person = Extract<Actor, { kind: "person" }>;

/** What the practice is asked to sign or has signed. */
export async function loadSignOff(
  actor: Person,
  row: ConnectionRow,
  lamps: readonly GateLamp[],
): Promise<SignOffState | null> {
  const db = database();
  const lamp = lamps.find((one) => one.item === "signOff");
  const [[run], [signed], [signer]] = await Promise.all([
    db
      .select()
      .from(testRuns)
      .where(and(eq(testRuns.connectionId, row.id), eq(testRuns.id, lamp?.runId ?? ""))),
    db.select().from(signOffs).where(eq(signOffs.connectionId, row.id)).orderBy(desc(signOffs.at)).limit(1),
    db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.email, row.signerEmail.toLowerCase()), eq(users.practiceId, row.practiceId))),
  ]);
  if (lamp?.turn === "practice" && run?.summary) {
    return {
      kind: "asked",
      runId: run.id,
      runTitle: `Test ${run.number}, ${new Intl.DateTimeFormat("en-US", { dateStyle: "medium" }).format(run.startedAt)}`,
      lines: run.summary.slice(0, -1),
      statement: run.summary.at(-1) ?? "",
      document: summaryHash(run.summary),
      signerName: row.signerName,
      maySign: !signer || signer.id === actor.id,
      again: signed !== undefined,
    };
  }
  if (!signed) return null;
  return {
    kind: "signed",
    valid: lamp?.state === "green" || row.state === "retired",
    signedBy: signed.typedName,
    signedAt: signed.at.toISOString(),
    statement: signed.summary.at(-1) ?? "",
    document: signed.summarySha256,
    receiptHref: `/portal/connections/${row.id}/signature.pdf`,
  };
}

/** Who signs, how that came, and whom the one who looks may name. */
export async function loadSigner(
  actor: Person,
  row: ConnectionRow,
): Promise<Omit<SignerCardProps, "nonce" | "errors">> {
  const [trace, people] = await Promise.all([signerTrace(row.id), peopleOf(row.practiceId)]);
  const first = firstSigner(row, trace);
  const open = row.state !== "retired" && row.state !== "cancelled";
  const mayChange = open && mayChangeSigner(actor, row, first);
  const signs = (email: string) => email.toLowerCase() === row.signerEmail.toLowerCase();
  return {
    name: row.signerName,
    you: signs(actor.email),
    candidates: mayChange
      ? people
          .filter((person) => person.disabledAt === null && !signs(person.email))
          .map(({ id, name }) => ({ id, name }))
      : [],
    takeBackTo: mayChange && !signs(first.email) ? first.name : null,
    trace: trace.map(({ change, by }) => ({
      key: change.id,
      at: change.at.toISOString(),
      text:
        change.kind === "given"
          ? `${by} named ${change.toName} to sign instead of ${change.fromName}`
          : `${by} took it back: ${change.toName} signs again`,
    })),
  };
}

/** The forms about signing; undefined for any other. */
export async function actOnSignOff(actor: Person, id: string, form: FormData) {
  const intent = String(form.get("intent") ?? "");
  const here = `/portal/connections/${id}`;
  if (intent === "giveSignature" || intent === "takeBackSignature") {
    const outcome =
      intent === "giveSignature"
        ? await giveSignature(actor, id, String(form.get("signer") ?? ""))
        : await takeBackSignature(actor, id);
    if (outcome.kind === "refused") return { errors: { signer: outcome.message }, values: valuesOf(form) };
    if (outcome.kind !== "done") return refused(outcome);
    return done(here, `${outcome.name} signs now`, "They are told by mail.");
  }
  if (intent !== "sign") return undefined;
  const typedName = String(form.get("typedName") ?? "");
  const errors: Record<string, string> = {};
  if (typedName.trim() === "") errors.typedName = "Type the signer's full name.";
  if (!form.has("agreed")) errors.agreed = "Confirm that you have read the summary.";
  if (Object.keys(errors).length > 0) return { errors, values: valuesOf(form) };
  // Which run and which words stood on the page comes with the form: nobody signs what they have not seen.
  const outcome = await signOff(actor, id, {
    runId: String(form.get("runId") ?? ""),
    typedName,
    summarySha256: String(form.get("document") ?? ""),
  });
  if (outcome.kind === "refused" && ["name-differs", "not-the-signer"].includes(outcome.code)) {
    return { errors: { typedName: outcome.message }, values: valuesOf(form) };
  }
  if (outcome.kind !== "done") return refused(outcome, valuesOf(form));
  return done(here, "Signed", "Thank you. You get a receipt by mail; we tell you when your connection starts.");
}
