import { eq } from "drizzle-orm";
import type { SpecificationField, SpecificationPageProps } from "~/app/components/pages/SpecificationPage";
import { database } from "~/db/client";
import { connections, endpoints } from "~/db/schema/connections";
import { practices } from "~/db/schema/people";
import { contractFields } from "~/engine/contract";
import { explain } from "~/engine/hl7";
import type { Rule, Template } from "~/engine/mapping";
import { shippedTemplates, templateAt } from "~/engine/templates/lookup";
import { withOverrides } from "~/engine/templates/overrides";
import { findConfiguration } from "~/workflows/connection/commands";
import { getLab } from "~/workflows/lab";

/**
 * What the EMR's side has to know of a connection: how files come and go, which messages, which fields. Names no server,
 * no account and no patient: it is read by people without an account.
 */
export async function specificationOf(connectionId: string): Promise<SpecificationPageProps | null> {
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
  const whole = withOverrides(template.whole, configuration.overrides);
  const both = connection.mode === "bidirectional";
  return {
    lab: lab.name,
    contact: [lab.contactName, lab.phone].filter(Boolean).join(", "),
    practice: found.practice,
    emr: connection.emrName,
    configurationVersion: configuration.version,
    savedAt: configuration.createdAt.toISOString(),
    facts: [
      { label: "Flows", value: both ? "Orders to the lab, results to the practice" : "Results to the practice" },
      { label: "Messages", value: `HL7 version ${whole.hl7Version}` },
      { label: "Template", value: `${whole.title}, version ${template.version}` },
      { label: "Facility code", value: connection.facilityCode },
      { label: "Contract", value: "/api/v1/contract/order.json and /api/v1/contract/result.json" },
    ],
    transport: [
      { label: "Way", value: connection.transport === "sftp" ? "Files over SFTP" : "REST" },
      ...(endpoint
        ? [
            { label: "Orders are fetched from", value: endpoint.pickupDirectory },
            { label: "Results are put into", value: endpoint.dropDirectory },
            { label: "Files with orders", value: endpoint.filePattern },
            { label: "Fetched every", value: `${endpoint.pollSeconds} seconds` },
            {
              label: "After fetching",
              value: endpoint.archiveDirectory ? `moved to ${endpoint.archiveDirectory}` : "deleted",
            },
          ]
        : []),
      { label: "Writing a file", value: "under another name first, then renamed; a file is read when it has its name" },
    ],
    messages: [
      ...(both && whole.orders ? [messageOf(whole, "orders")] : []),
      ...(whole.results ? [messageOf(whole, "results")] : []),
    ],
    codes: configuration.codeMap.map(({ emrCode, labCode, emrText }) => ({ emrCode, labCode, text: emrText ?? "" })),
    samples: madeUpSamples(whole, both),
  };
}

function messageOf(whole: Template, direction: "orders" | "results") {
  const spec = whole[direction];
  const version = spec?.hl7Version ?? whole.hl7Version;
  const descriptions = new Map(
    contractFields(direction === "orders" ? "order" : "result").map((field) => [field.path, field.description]),
  );
  const bySegment = new Map<string, SpecificationField[]>();
  for (const rule of spec?.rules ?? []) {
    for (const path of placesOf(rule, direction)) {
      const segment = path.split(/[-[]/)[0] ?? path;
      const fields = bySegment.get(segment) ?? [];
      // The first rule that names a place says what it is for; a field that any rule needs is required.
      const known = fields.find((field) => field.path === path);
      if (known) known.required ||= rule.required ?? false;
      else {
        fields.push({
          path,
          name: explain(path, version)?.name ?? "",
          required: rule.required ?? false,
          use: descriptions.get(contractPathOf(rule, direction)) ?? contractPathOf(rule, direction),
        });
      }
      bySegment.set(segment, fields);
    }
  }
  return {
    title: direction === "orders" ? "Orders" : "Results",
    type: spec?.messageType ?? (direction === "orders" ? "ORM^O01" : "ORU^R01"),
    version,
    segments: [...bySegment].map(([id, fields]) => ({
      id,
      name: explain(id, version)?.name ?? "",
      fields: fields.sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true })),
    })),
  };
}

const hl7Place = /^[A-Z][A-Z0-9]{2}(\[\d+\])?-\d/;
const listed = (from: Rule["from"]): string[] => (from === undefined ? [] : [from].flat());

/** HL7 fields of a rule: where an order is read from, where a result is written to. */
const placesOf = (rule: Rule, direction: "orders" | "results"): string[] =>
  (direction === "orders" ? listed(rule.from) : [rule.to]).filter((path) => hl7Place.test(path));

const scopes: Record<string, string> = {
  test: "tests[].",
  observation: "tests[].observations[].",
  answer: "tests[].answers[].",
  specimen: "specimens[].",
  diagnosis: "diagnoses[].",
  insurance: "insurance[].",
};

function contractPathOf(rule: Rule, direction: "orders" | "results"): string {
  const path = direction === "orders" ? rule.to : (listed(rule.from)[0] ?? "");
  if (path.startsWith("/")) return path.slice(1);
  return path && rule.each ? `${scopes[rule.each] ?? ""}${path}` : path;
}

/** Only samples that came with the product: one that was pasted by a person may be of a real patient. */
function madeUpSamples(whole: Template, orders: boolean) {
  const shipped = new Set(shippedTemplates().flatMap((one) => one.whole.samples.map((sample) => sample.message)));
  return whole.samples
    .filter((sample) => shipped.has(sample.message) && (orders || sample.kind === "result"))
    .slice(0, 4)
    .map(({ name, kind, message }) => ({ name, kind, lines: message.split(/\r\n|\r|\n/).filter(Boolean) }));
}
