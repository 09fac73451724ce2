import { asc, eq } from "drizzle-orm";
import type { AskablePart, InfoRound } from "~/app/components/information/types";
import { database } from "~/db/client";
import { infoRequests } from "~/db/schema/conversation";
import { users } from "~/db/schema/people";
import type { Actor } from "~/workflows/actor";
import { checkFiles } from "~/workflows/attachments/check";
import { attachToRequest } from "~/workflows/attachments/commands";
import type { RequestRow } from "~/workflows/dispatch";
import { askable, givenFor, isDocument } from "~/workflows/request/askable";
import { type Answer, filesFor, itemsMissing, openInfoRequest } from "~/workflows/request/information";
import { filesOf } from "./attachments.server";

/** What the lab has asked about a request so far, the oldest first; what is given is as of now until it is answered. */
export async function infoRounds(request: RequestRow): Promise<InfoRound[]> {
  const rows = await database()
    .select({ round: infoRequests, by: users.name })
    .from(infoRequests)
    .leftJoin(users, eq(users.id, infoRequests.askedBy))
    .where(eq(infoRequests.requestId, request.id))
    .orderBy(asc(infoRequests.askedAt));
  return Promise.all(
    rows.map(async ({ round, by }) => {
      const files = round.answeredAt ? new Map() : await filesFor(database(), round);
      return {
        id: round.id,
        question: round.text,
        askedBy: by ?? "The lab",
        askedAt: round.askedAt.toISOString(),
        items: round.items.map((item) => ({
          ...item,
          document: isDocument(item.key),
          given: round.answeredAt ? item.given : givenFor(item.key, request.form, files),
        })),
        answer: round.answer,
        answeredAt: round.answeredAt?.toISOString() ?? null,
      };
    }),
  );
}

/** The round the practice has to answer now. */
export async function openRoundOf(request: RequestRow): Promise<InfoRound | null> {
  if (request.state !== "info-requested") return null;
  return (await infoRounds(request)).find((round) => round.answeredAt === null) ?? null;
}

/** What the form says to what was asked: a text, and by item why there is none. */
export function readAnswer(form: FormData): Answer {
  const missing = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith("missing.") ? [[name.slice("missing.".length), String(value)] as const] : [],
  );
  return {
    text: String(form.get("answer") ?? "")
      .trim()
      .slice(0, 2_000),
    missing: Object.fromEntries(missing),
  };
}

/** An answer as the form's fields hold it. */
export const answerValues = (round: Pick<InfoRound, "answer" | "items">): Record<string, string> => ({
  answer: round.answer,
  ...Object.fromEntries(round.items.map(({ key, missing }) => [`missing.${key}`, missing])),
});

/** Keeps the files that were sent for documents that were asked for; what was not kept, by field. */
export async function keepDocuments(actor: Actor, request: RequestRow, form: FormData) {
  const errors: Record<string, string> = {};
  const open = request.state === "info-requested" ? await openInfoRequest(database(), request.id) : undefined;
  for (const { key } of open?.items.filter((item) => isDocument(item.key)) ?? []) {
    const { good, problems } = checkFiles(await filesOf(form, `files.${key}`));
    if (good.length > 0) {
      const outcome = await attachToRequest(actor, request.id, good, `${open?.id}/${key}`);
      if (outcome.kind === "refused") problems.push(outcome.message);
    }
    if (problems.length > 0) errors[`files.${key}`] = problems.join(" ");
  }
  return errors;
}

/** What was asked and is still missing, by field. */
export async function answerErrors(request: RequestRow): Promise<Record<string, string>> {
  const missing = await itemsMissing(database(), request);
  return Object.fromEntries(
    missing.map(({ key, label }) =>
      key === "answer"
        ? ["answer", "Please answer the question."]
        : [
            isDocument(key) ? `files.${key}` : key,
            `${label}: the lab asked for this. Give it, or say at the top why there is none.`,
          ],
    ),
  );
}

const titles = [...new Set(askable.map(({ part }) => part))];
/** What Sales can ask for. */
export const askableParts: AskablePart[] = titles.map((title) => ({
  title,
  items: askable.filter(({ part }) => part === title).map(({ key, label }) => ({ key, label })),
}));
