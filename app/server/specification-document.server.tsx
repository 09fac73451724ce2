/** The interface specification as a printed document: what the page shows, laid out for paper. Props in, pages out. */
import { Document, StyleSheet, Text, View } from "@react-pdf/renderer";
import type { SpecificationMessage } from "~/app/components/pages/SpecificationPage";
import { type Block, type Column, colors, heading, listing, pages, sheet, table } from "./pdf-blocks.server";
import type { Specification } from "./specification.server";

const styles = { ...sheet, ...StyleSheet.create({ last: { marginTop: 18, color: colors.dim } }) };

const usageWords = { R: "Required", RE: "If known", O: "Optional" };
const factColumns: readonly Column[] = [
  { title: "", width: 136, look: "label" },
  { title: "", width: 380 },
];
const structureColumns: readonly Column[] = [
  { title: "Segment", width: 60, look: "mono" },
  { title: "Name", width: 216 },
  { title: "How often", width: 240 },
];
const fieldColumns: readonly Column[] = [
  { title: "Field", width: 84, look: "mono" },
  { title: "Name", width: 138 },
  { title: "Usage", width: 58 },
  { title: "What it is used for", width: 236 },
];
const meaningColumns: readonly Column[] = [
  { title: "Code", width: 130, look: "mono" },
  { title: "Meaning", width: 386 },
];
const codeColumns: readonly Column[] = [
  { title: "Code in the EMR", width: 130, look: "mono" },
  { title: "Code at the lab", width: 130, look: "mono" },
  { title: "Name in the EMR", width: 256 },
];

/** The whole document. `saved`: when the version was saved, in words; all texts in characters the standard fonts have. */
export function SpecificationDocument({ specification, saved }: { specification: Specification; saved: string }) {
  const { lab, practice, emr, contact, messages, codes, samples } = specification;
  const version = `Version ${specification.configurationVersion}, ${saved}`;
  const answers = contact ? `${lab}, ${contact}` : lab;
  const blocks: Block[] = [
    {
      height: 90,
      node: (
        <View>
          <Text style={styles.lab}>{lab}</Text>
          <Text style={styles.title}>Interface specification</Text>
          <Text style={styles.subtitle}>{`${practice}, ${emr}`}</Text>
          <Text style={styles.dim}>{version}</Text>
        </View>
      ),
    },
    heading("Overview"),
    ...facts(specification.facts),
    heading("Transport"),
    ...facts(specification.transport),
    ...messages.flatMap(messageBlocks),
    ...(codes.length > 0
      ? [
          heading("Order codes"),
          ...table(
            "The practice’s codes and the laboratory’s",
            codeColumns,
            codes.map((code) => [code.emrCode, code.labCode, code.text]),
          ),
        ]
      : []),
    ...(samples.length > 0
      ? [
          heading("Sample messages", <Text style={styles.dim}>Made up; no real person is in them.</Text>),
          ...samples.flatMap((sample) => listing(sample.name, sample.lines)),
        ]
      : []),
    {
      height: 40,
      node: (
        <Text style={styles.last}>
          {`Questions about this document: ${answers}. The version in force is the one the laboratory shares last.`}
        </Text>
      ),
    },
  ];
  const frame = (
    <>
      <View style={styles.header} fixed>
        <Text>{`Interface specification: ${practice}, ${emr}`}</Text>
        <Text>{version}</Text>
      </View>
      <View style={styles.footer} fixed>
        <Text>{answers}</Text>
      </View>
      <Text
        style={styles.number}
        render={({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}`}
        fixed
      />
    </>
  );
  return (
    <Document
      title={`Interface specification, ${practice}`}
      author={lab}
      subject={`${emr}, ${version}`}
      language="en-US"
    >
      {pages(blocks, frame)}
    </Document>
  );
}

const facts = (list: Specification["facts"]): Block[] =>
  table(
    "",
    factColumns,
    list.map(({ label, value }) => [label, String(value)]),
  );

function messageBlocks({ title, type, version, way, structure, segments, tables }: SpecificationMessage): Block[] {
  const about = `${way}${version ? `, HL7 version ${version}` : ""}. Required fields are always there; fields marked “if known” are there when the sender knows them. Other fields may come and are left aside.`;
  return [
    heading(`${title}, ${type}`, <Text>{about}</Text>),
    ...table(
      "Segments in their order",
      structureColumns,
      structure.map((one) => [one.segment, one.name, one.repeats]),
    ),
    ...segments.flatMap((segment) =>
      table(
        `${segment.id} ${segment.name}`,
        fieldColumns,
        segment.fields.map(({ path, name, dataType, usage, use }) => [
          path,
          dataType ? `${name} (${dataType})` : name,
          usageWords[usage],
          use,
        ]),
      ),
    ),
    ...tables.flatMap(({ name, rows }) =>
      table(
        `Codes: ${name}`,
        meaningColumns,
        rows.map((row) => [row.code, row.value]),
      ),
    ),
  ];
}
