import { Button, Table } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Fact, KeyValue } from "../data/KeyValue";
import { ExactTime } from "../Time";
import styles from "./specification.module.css";

/** One field the two sides agree on. */
export interface SpecificationField {
  path: string;
  name: string;
  usage: keyof typeof usageWords;
  /** HL7 data type; empty when unknown. */
  dataType: string;
  /** What it is used for. */
  use: string;
}

const usageWords = { R: "Required", RE: "If known", O: "Optional" };

export interface SpecificationMessage {
  /** "Orders" or "Results". */
  title: string;
  /** MSH-9, such as ORM^O01. */
  type: string;
  version: string;
  /** Who sends it to whom. */
  way: string;
  /** The segments in their order. */
  structure: { segment: string; name: string; repeats: string }[];
  segments: { id: string; name: string; fields: SpecificationField[] }[];
  /** Codes of its fields and what they mean. */
  tables: { name: string; rows: { code: string; value: string }[] }[];
}

export interface SpecificationPageProps {
  lab: string;
  contact: string;
  practice: string;
  emr: string;
  configurationVersion: number;
  savedAt: string;
  facts: Fact[];
  transport: Fact[];
  messages: SpecificationMessage[];
  codes: { emrCode: string; labCode: string; text: string }[];
  samples: { name: string; kind: string; lines: string[] }[];
  /** Where the same document is as a PDF. */
  pdfHref: string;
}

/** The interface specification of one connection; a report, on screen as on paper. */
export function SpecificationPage(props: SpecificationPageProps & { children?: ReactNode }) {
  const { lab, contact, practice, emr, facts, transport, messages, codes, samples } = props;
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <div>
          <p className={styles.lab}>{lab}</p>
          <h1>Interface specification</h1>
          <p>
            {practice}, {emr}
          </p>
          <p className="gh-dim">
            Version {props.configurationVersion}, <ExactTime at={props.savedAt} />
          </p>
        </div>
        <div data-screen-only>
          <Button
            component="a"
            href={props.pdfHref}
            variant="default"
            size="sm"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Download PDF
          </Button>
        </div>
      </header>
      <section>
        <h2>Overview</h2>
        <KeyValue facts={facts} labels="wide" />
      </section>
      <section>
        <h2>Transport</h2>
        <KeyValue facts={transport} labels="wide" />
      </section>
      {messages.map((message) => (
        <Message key={message.title} {...message} />
      ))}
      {codes.length > 0 ? <Codes codes={codes} /> : null}
      {samples.length > 0 ? (
        <section>
          <h2>Sample messages</h2>
          <p className="gh-dim">Made up; no real person is in them.</p>
          {samples.map((sample) => (
            <figure key={sample.name} className={styles.sample}>
              <figcaption>{sample.name}</figcaption>
              <pre>{sample.lines.join("\n")}</pre>
            </figure>
          ))}
        </section>
      ) : null}
      {props.children}
      <footer className={styles.foot}>
        Questions about this document: {contact ? `${lab}, ${contact}` : lab}. The version in force is the one the
        laboratory shares last.
      </footer>
    </main>
  );
}

function Message({ title, type, version, way, structure, segments, tables }: SpecificationMessage) {
  return (
    <section>
      <h2>
        {title} <span className="gh-dim gh-mono">{type}</span>
      </h2>
      <p>
        {way}
        {version ? `, HL7 version ${version}` : ""}. Required fields are always there; fields marked “if known” are
        there when the sender knows them. Other segments and fields may come and are left aside.
      </p>
      {structure.length > 0 ? (
        <ol className={styles.structure} aria-label={`Segments of ${title.toLowerCase()}, in order`}>
          {structure.map((one) => (
            <li key={one.segment}>
              <span className="gh-mono">{one.segment}</span> {one.name} <span className="gh-dim">{one.repeats}</span>
            </li>
          ))}
        </ol>
      ) : null}
      {segments.map((segment) => (
        <div key={segment.id} className={styles.segment}>
          <h3>
            <span className="gh-mono">{segment.id}</span> {segment.name}
          </h3>
          <Table className={styles.table ?? ""} verticalSpacing={0} aria-label={`Fields of ${segment.id}, ${title}`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th data-path>Field</Table.Th>
                <Table.Th data-name>Name</Table.Th>
                <Table.Th data-usage>Usage</Table.Th>
                <Table.Th>What it is used for</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {segment.fields.map((field) => (
                <Table.Tr key={field.path}>
                  <Table.Td className="gh-mono">{field.path}</Table.Td>
                  <Table.Td>
                    {field.name} {field.dataType ? <span className="gh-dim gh-mono">{field.dataType}</span> : null}
                  </Table.Td>
                  <Table.Td>{field.usage === "R" ? <strong>{usageWords.R}</strong> : usageWords[field.usage]}</Table.Td>
                  <Table.Td>{field.use}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      ))}
      {tables.map((table) => (
        <div key={table.name} className={styles.segment}>
          <h3>Codes: {table.name}</h3>
          <ul className={styles.codes}>
            {table.rows.map((row) => (
              <li key={`${row.code} ${row.value}`}>
                <span className="gh-mono">{row.code}</span> {row.value}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Codes({ codes }: Pick<SpecificationPageProps, "codes">) {
  return (
    <section>
      <h2>Order codes</h2>
      <Table className={styles.table ?? ""} verticalSpacing={0} aria-label="Order codes">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Code in the EMR</Table.Th>
            <Table.Th>Code at the lab</Table.Th>
            <Table.Th>Name in the EMR</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {codes.map((code) => (
            <Table.Tr key={code.emrCode}>
              <Table.Td className="gh-mono">{code.emrCode}</Table.Td>
              <Table.Td className="gh-mono">{code.labCode}</Table.Td>
              <Table.Td>{code.text || <span className="gh-dim">–</span>}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
