import { and, eq } from "drizzle-orm";
import type { MessageBody } from "~/app/components/workspace/MessageBodyView";
import { database } from "~/db/client";
import { configurationVersions } from "~/db/schema/connections";
import type { messages } from "~/db/schema/messages";
import { looksLikeJson } from "~/engine/json";
import { type CompiledTemplate, formatOf, type JsonPlace, jsonPlaces } from "~/engine/mapping";
import { compiledTemplate } from "~/engine/templates/compiled";
import { loadTemplates, refKey } from "~/engine/templates/lookup";
import { hl7Difference, hl7Facts, hl7Segments } from "./hl7-view.server";
import { jsonBody, jsonDifference } from "./json-view.server";

type Message = typeof messages.$inferSelect;
/** What the templates of a message tie in its JSON bodies, as it came and as it went out. */
type Ties = { received: readonly JsonPlace[]; sent: readonly JsonPlace[] };

const none: Ties = { received: [], sent: [] };

/** The ties of the configuration a message was understood with. None where nothing is JSON, or a template is not there. */
async function tiesOf({ raw, outbound, direction, connectionId, configurationVersion }: Message): Promise<Ties> {
  const json = looksLikeJson(raw) || (outbound && looksLikeJson(outbound));
  if (!json || connectionId === null || configurationVersion === null) return none;
  const [row] = await database()
    .select()
    .from(configurationVersions)
    .where(
      and(
        eq(configurationVersions.connectionId, connectionId),
        eq(configurationVersions.version, configurationVersion),
      ),
    );
  if (!row) return none;
  const emr = { name: row.templateName, version: row.templateVersion };
  const lis = { name: row.lisTemplateName, version: row.lisTemplateVersion };
  const found = await loadTemplates([emr, lis]);
  const [emrFound, lisFound] = [found.get(refKey(emr)), found.get(refKey(lis))];
  if (!emrFound || !lisFound) return none;
  const places = (compiled: CompiledTemplate) =>
    formatOf(compiled.template) === "json" ? jsonPlaces(compiled, direction) : [];
  const sides = [
    places(compiledTemplate(emrFound, { overrides: row.overrides })),
    places(compiledTemplate(lisFound)),
  ] as const;
  return direction === "order" ? { received: sides[0], sent: sides[1] } : { received: sides[1], sent: sides[0] };
}

/** A message's bodies for its page: each as HL7 or as JSON, whichever it is. Masked values do not leave the server. */
export async function bodiesOf(message: Message, reveal: boolean) {
  const ties = await tiesOf(message);
  const body = (bytes: Uint8Array, places: readonly JsonPlace[], unmapped: readonly string[]): MessageBody =>
    (looksLikeJson(bytes) ? jsonBody(bytes, { reveal, places, unmapped }) : undefined) ?? {
      kind: "hl7",
      segments: hl7Segments(bytes, reveal),
      facts: hl7Facts(bytes),
    };
  return {
    received: () =>
      body(
        message.raw,
        ties.received,
        (message.unmapped ?? []).map((field) => field.path),
      ),
    sent: () => message.outbound && body(message.outbound, ties.sent, []),
    difference: () => (message.outbound ? differenceOf(message.raw, message.outbound, reveal, ties.received) : []),
  };
}

/** What differs between two messages of one format; nothing to hold against each other between two formats. */
export function differenceOf(
  before: Uint8Array,
  after: Uint8Array,
  reveal: boolean,
  places: readonly JsonPlace[] = [],
): { path: string; name: string; before: string; after: string }[] | "other-format" {
  const [one, two] = [looksLikeJson(before), looksLikeJson(after)];
  if (one !== two) return "other-format";
  return one ? jsonDifference(before, after, { reveal, places }) : hl7Difference(before, after, reveal);
}
