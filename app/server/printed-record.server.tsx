/** A record on paper: what happened, who did it, what proves it. Shared by the receipt of a signature and the packet. */
import { Document, renderToBuffer, StyleSheet, Text, View } from "@react-pdf/renderer";
import { type Block, type Column, heading, pages, sheet, table } from "./pdf-blocks.server";
import { printable } from "./printable.server";
import { savedAs } from "./saved-as.server";

/** One part of a record: facts by label, or a table. */
export type RecordPart =
  | { kind: "facts"; title: string; note?: string; facts: [label: string, value: string][] }
  | { kind: "table"; title: string; note?: string; columns: Column[]; rows: string[][] }
  | { kind: "lines"; title: string; note?: string; lines: string[] };

export type PrintedRecord = {
  title: string;
  subtitle: string;
  /** Who gives it out. */
  lab: string;
  /** Stands at the foot of every sheet, such as the hash that identifies the record. */
  foot: string;
  parts: RecordPart[];
};

// A hash fills the foot: it is set smaller, and the sheet's number keeps out of its way.
const styles = {
  ...sheet,
  ...StyleSheet.create({
    footer: { ...sheet.footer, fontSize: 7.5 },
    number: { ...sheet.number, width: 90, fontSize: 7.5 },
  }),
};
const factColumns: Column[] = [
  { title: "", width: 136, look: "label" },
  { title: "", width: 380 },
];
const lineColumns: Column[] = [{ title: "", width: 516 }];

function blocksOf(part: RecordPart): Block[] {
  const below = part.note ? <Text style={styles.dim}>{printable(part.note)}</Text> : undefined;
  const cells = (rows: string[][]) => rows.map((row) => row.map(printable));
  const body =
    part.kind === "facts"
      ? table("", factColumns, cells(part.facts))
      : part.kind === "lines"
        ? table("", lineColumns, cells(part.lines.map((line) => [line])))
        : table("", part.columns, cells(part.rows));
  return [heading(printable(part.title), below), ...body];
}

/** The record as PDF bytes. */
export async function recordPdf(record: PrintedRecord): Promise<Buffer> {
  const [title, subtitle, lab, foot] = [record.title, record.subtitle, record.lab, record.foot].map(printable);
  const top: Block = {
    height: 80,
    node: (
      <View>
        <Text style={styles.lab}>{lab}</Text>
        <Text style={styles.title}>{title}</Text>
        <Text style={styles.subtitle}>{subtitle}</Text>
      </View>
    ),
  };
  const frame = (
    <>
      <View style={styles.header} fixed>
        <Text>{`${title}: ${subtitle}`}</Text>
        <Text>{lab}</Text>
      </View>
      <View style={styles.footer} fixed>
        <Text>{foot}</Text>
      </View>
      <Text
        style={styles.number}
        render={({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}`}
        fixed
      />
    </>
  );
  return renderToBuffer(
    <Document title={`${title}, ${subtitle}`} author={lab ?? ""} language="en-US">
      {pages([top, ...record.parts.flatMap(blocksOf)], frame)}
    </Document>,
  );
}

/** A file of that name, to be saved and not kept by anybody on the way. */
export const recordFile = (bytes: Buffer | string, name: string, type: string): Response =>
  new Response(typeof bytes === "string" ? bytes : new Uint8Array(bytes), {
    headers: { "Content-Type": type, "Content-Disposition": savedAs(name), "Cache-Control": "private, no-store" },
  });
