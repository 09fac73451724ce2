import { eq } from "drizzle-orm";
import type { SpecificationPageProps } from "~/app/components/pages/SpecificationPage";
import { database } from "~/db/client";
import { connections, endpoints } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import type { Reach, SftpReach } from "~/db/schema/transports";
import { looksLikeJson, parseJson } from "~/engine/json";
import { formatOf, interfaceSpecification, type SpecifiedMessage } from "~/engine/mapping";
import { shippedTemplates, templateAt } from "~/engine/templates/lookup";
import { asUsed } from "~/engine/templates/overrides";
import { findConfiguration } from "~/workflows/connection/commands";
import { getLab } from "~/workflows/lab";
import { hostKeysForPartners, serverForPartners } from "./hosted-account.server";
import { pushTypes } from "./push.server";

/** The specification without the way to its PDF, which depends on who reads it. */
export type Specification = Omit<SpecificationPageProps, "pdfHref">;

/**
 * What the EMR's side has to know of a connection: how files come and go, which messages, which fields. Names no
 * credential and no patient: it is read by people without an account.
 */
export async function specificationOf(connectionId: string): Promise<Specification | null> {
  const [found] = await database()
    .select({ connection: connections, practice: practices.name })
    .from(connections)
    .innerJoin(practices, eq(practices.id, connections.practiceId))
    .where(eq(connections.id, connectionId));
  const configuration = found && (await findConfiguration(found.connection));
  const template = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  if (!found || !configuration || !template) return null;
  const { connection } = found;
  const [lab, [endpoint]] = await Promise.all([
    getLab(),
    configuration.emrEndpointId
      ? database().select().from(endpoints).where(eq(endpoints.id, configuration.emrEndpointId))
      : [],
  ]);
  const whole = asUsed(template.whole, { overrides: configuration.overrides, mode: connection.mode });
  const json = formatOf(whole) === "json";
  const both = connection.mode === "bidirectional";
  const specification = interfaceSpecification(whole, { practice: found.practice, laboratory: lab.name });
  const { messages } = specification;
  return {
    lab: lab.name,
    contact: [lab.contactName, lab.phone].filter(Boolean).join(", "),
    practice: found.practice,
    emr: connection.emrName,
    configurationVersion: configuration.version,
    savedAt: configuration.createdAt.toISOString(),
    facts: [
      { label: "Flows", value: both ? "Orders to the lab, results to the practice" : "Results to the practice" },
      { label: "Messages", value: json ? "JSON bodies, UTF-8" : `HL7 version ${whole.hl7Version}` },
      { label: "Template", value: `${whole.title}, version ${template.version}` },
      { label: "Facility code", value: connection.facilityCode },
      { label: "Contract", value: "/api/v1/contract/order.json and /api/v1/contract/result.json" },
    ],
    transport: endpoint
      ? await transportFacts(endpoint.reach, { connectionId, both })
      : [{ label: "Way", value: "Not set up yet" }],
    messages: messages.map((message) => ({
      title: message.contract === "order" ? "Orders" : "Results",
      way: `From ${message.from} to ${message.to}`,
      type: message.messageType ?? "JSON",
      version: message.hl7Version ?? "",
      structure: message.structure.map((one) => ({ ...one })),
      segments: message.segments.map(({ id, name, fields }) => ({
        id,
        name,
        fields: fields.map(({ path, name: fieldName, usage, dataType, description, constant }) => ({
          path,
          name: fieldName,
          usage,
          dataType: dataType ?? "",
          use: constant === undefined ? description : `${description} Always ${constant}.`,
        })),
      })),
      tables: message.tables.map((table) => ({
        name: table.title ?? table.name,
        rows: table.rows.map(({ code, value }) => ({ code, value })),
      })),
    })),
    codes: configuration.codeMap.map(({ emrCode, labCode, emrText }) => ({ emrCode, labCode, text: emrText ?? "" })),
    samples: madeUpSamples(messages),
  };
}

/** A message line by line; a JSON body spread out. */
function linesOf(message: string): string[] {
  const parsed = looksLikeJson(Buffer.from(message)) ? parseJson(Buffer.from(message)) : undefined;
  const text = parsed?.kind === "json" ? JSON.stringify(parsed.value, null, 2) : message;
  return text.split(/\r\n|\r|\n/).filter(Boolean);
}

/** Only samples that came with the product: one that was pasted by a person may be of a real patient. */
function madeUpSamples(messages: readonly SpecifiedMessage[]) {
  const shipped = new Set(shippedTemplates().flatMap((one) => one.whole.samples.map((sample) => sample.message)));
  return messages
    .flatMap((message) => message.samples.filter((sample) => shipped.has(sample.message)).slice(0, 2))
    .map(({ name, kind, message }) => ({ name, kind, lines: linesOf(message) }));
}

const answering = (folder: string) => ({
  label: "Acknowledgments",
  value: `for each file one of its name with .ack behind it, in ${folder}`,
});

const writing = {
  label: "Writing a file",
  value: "under another name first, then renamed; a file is read when it has its name",
};

/** Our own server as a partner has to know it; its host keys are public, and comparing them is the partner's part. */
async function ourServerFacts(): Promise<{ label: string; value: string }[]> {
  const [server, keys] = await Promise.all([serverForPartners(), hostKeysForPartners()]);
  return [
    { label: "Server", value: server ? `${server.host}, port ${server.port}` : "The laboratory tells it" },
    ...keys.map(({ algorithm, sha256, next }) => ({
      label: next ? "Host key to come" : "Host key",
      value: `${algorithm} ${sha256}`,
    })),
  ];
}

/** How the two sides reach each other, in the words of the specification. */
async function transportFacts(
  reach: Reach,
  { connectionId, both }: { connectionId: string; both: boolean },
): Promise<{ label: string; value: string }[]> {
  switch (reach.transport) {
    case "sftp":
      return [
        { label: "Way", value: "Files over SFTP" },
        ...(reach.pickupDirectory ? ordersInFiles(reach, reach.pickupDirectory) : []),
        ...(reach.dropDirectory ? resultsInFiles(reach, reach.dropDirectory) : []),
        writing,
      ];
    case "hosted-sftp":
      return [
        { label: "Way", value: "Files on the laboratory's SFTP server" },
        ...(await ourServerFacts()),
        { label: "User name", value: reach.username },
        { label: "Signing in", value: "with a key; there are no passwords. Send the laboratory the public half." },
        { label: "Orders are put into", value: "/to-lab" },
        { label: "Results are fetched from", value: "/from-lab, and removed by the practice when it has them" },
        { label: "Files with orders", value: reach.filePattern },
        ...(reach.ackFiles ? [answering("/from-lab")] : []),
        writing,
      ];
    case "rest":
      return [
        { label: "Way", value: "REST over HTTPS" },
        ...(reach.url ? [{ label: "Results are posted to", value: reach.url }] : []),
        ...(both ? ordersOverRest(reach, connectionId) : []),
        { label: "Repeated requests", value: "carry the same Idempotency-Key, and the same bytes" },
      ];
    case "mllp":
      return [
        { label: "Way", value: reach.tls ? "MLLP over TLS" : "MLLP" },
        ...(reach.host ? [{ label: "Messages are sent to", value: `${reach.host}, port ${reach.port}` }] : []),
        ...(reach.listenPort ? [{ label: "Messages are taken on", value: `port ${reach.listenPort}` }] : []),
      ];
  }
}

const ordersInFiles = (reach: SftpReach, folder: string) => [
  {
    label: "Orders are fetched from",
    value: [folder, ...reach.subfolders.map((one) => `${folder}/${one}`)].join(", "),
  },
  { label: "Files with orders", value: reach.filePattern },
  ...(reach.completion === "done-file"
    ? [{ label: "Fetched once", value: `${reach.doneSign} lies beside the file` }]
    : []),
  { label: "Fetched every", value: `${reach.pollSeconds} seconds` },
  { label: "After fetching", value: reach.archiveDirectory ? `moved to ${reach.archiveDirectory}` : "deleted" },
];

const resultsInFiles = (reach: SftpReach, folder: string) => [
  { label: "Results are put into", value: folder },
  ...(reach.dropNames ? [{ label: "Files with results are called", value: reach.dropNames }] : []),
  ...(reach.dropSign ? [{ label: "A file is whole once", value: `${reach.dropSign} lies beside it` }] : []),
  ...(reach.ackFiles ? [answering(folder)] : []),
];

/** How orders come to us: fetched, or pushed with an access key. */
function ordersOverRest({ pullUrl, pollSeconds }: Extract<Reach, { transport: "rest" }>, connectionId: string) {
  if (pullUrl) {
    return [
      { label: "Orders are fetched from", value: pullUrl },
      { label: "Fetched every", value: `${pollSeconds} seconds` },
    ];
  }
  return [
    {
      label: "Orders are pushed to",
      value: `POST /api/v1/connections/${connectionId}/orders at the laboratory's address; described in /api/v1/openapi.json`,
    },
    { label: "Proof", value: "an access key from the laboratory, as Authorization: Bearer" },
    { label: "Contents", value: Object.keys(pushTypes).join(", ") },
    {
      label: "Answers",
      value:
        "when the order is stored: an HL7 acknowledgment for HL7, a receipt for JSON. Without an answer, or with 429 or 503, the same is sent again, after Retry-After where there is one",
    },
  ];
}
