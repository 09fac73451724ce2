/**
 * Parts of a printed document. The renderer lays out everything in one `Page` again for each sheet it fills and loses count
 * beyond some thousand points, so a document is made of blocks of known rough height, and every few sheets' worth of them
 * is a `Page` of its own.
 */
import { Font, Page, StyleSheet, Text, View } from "@react-pdf/renderer";
import { Fragment, type ReactNode } from "react";

// Names of fields and codes are copied from here: no hyphen may get into them.
Font.registerHyphenationCallback((word) => [word]);

export const colors = { ink: "#1b2326", dim: "#5d6b70", line: "#d5dcde", brand: "#0b6b66" };

/** Points of one `Page` at most: four sheets of Letter. The renderer failed at 7,400 and not at 5,600. */
const pageHeight = 2_600;
const rowsAtOnce = 60;
const linesAtOnce = 120;
/** Letters of a listing on one line, behind the indent. */
const lettersAcross = 104;
/** Width of a letter of 9 points, on average, and the height of its line. */
const letter = 4.7;
const lineHeight = 12.6;

const edge = {
  position: "absolute",
  left: 48,
  right: 48,
  flexDirection: "row",
  justifyContent: "space-between",
} as const;

/** What stands around the blocks on every sheet, and the title on the first. */
export const sheet = StyleSheet.create({
  header: {
    ...edge,
    top: 30,
    paddingBottom: 6,
    borderBottom: `0.75 solid ${colors.line}`,
    fontSize: 8,
    color: colors.dim,
  },
  footer: { ...edge, top: 750, fontSize: 8, color: colors.dim },
  number: { position: "absolute", top: 750, right: 48, width: 120, textAlign: "right", fontSize: 8, color: colors.dim },
  lab: { fontFamily: "Helvetica-Bold", fontSize: 9, color: colors.brand },
  title: { marginTop: 2, fontFamily: "Helvetica-Bold", fontSize: 20, lineHeight: 1.25 },
  subtitle: { fontSize: 11 },
  dim: { color: colors.dim },
});

const styles = StyleSheet.create({
  h2: { marginTop: 18, marginBottom: 5, fontFamily: "Helvetica-Bold", fontSize: 12 },
  h3: { marginTop: 8, marginBottom: 3, fontFamily: "Helvetica-Bold", fontSize: 9.5 },
  head: { flexDirection: "row", paddingVertical: 3 },
  title: { paddingRight: 8, fontSize: 8, color: colors.dim },
  row: { flexDirection: "row", paddingVertical: 3, borderTop: `0.5 solid ${colors.line}` },
  cell: { paddingRight: 8 },
  mono: { paddingRight: 8, fontFamily: "Courier", fontSize: 8.5 },
  label: { paddingRight: 8, color: colors.dim },
  lines: {
    marginBottom: 8,
    padding: 6,
    border: `0.5 solid ${colors.line}`,
    fontFamily: "Courier",
    fontSize: 7.5,
    lineHeight: 1.45,
  },
});

/** A part of the document with its rough height in points. */
export type Block = { height: number; node: ReactNode };

/** A column: its title, its width in points, and how it is written. */
export type Column = { title: string; width: number; look?: "mono" | "label" };

const slices = <T,>(list: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / length) }, (_, i) => list.slice(i * length, (i + 1) * length));

/** A heading with what belongs right below it, kept on one sheet. */
export function heading(text: string, below?: ReactNode): Block {
  return {
    height: below ? 80 : 42,
    node: (
      <View wrap={false} minPresenceAhead={70}>
        <Text style={styles.h2}>{text}</Text>
        {below}
      </View>
    ),
  };
}

/** A table. Its title and head come again on each sheet it goes on to; a row is never cut. */
export function table(title: string, columns: readonly Column[], rows: readonly string[][]): Block[] {
  const linesOf = (row: readonly string[]) =>
    Math.max(1, ...row.map((text, i) => Math.ceil((text.length * letter) / (columns[i]?.width ?? 500))));
  return slices(rows, rowsAtOnce).map((some) => ({
    height: 40 + some.reduce((sum, row) => sum + linesOf(row) * lineHeight + 6.5, 0),
    node: <TablePart title={title} columns={columns} rows={some} />,
  }));
}

function TablePart({ title, columns, rows }: { title: string; columns: readonly Column[]; rows: readonly string[][] }) {
  const titled = title !== "" || columns.some((column) => column.title !== "");
  return (
    <>
      <View minPresenceAhead={75} />
      <View>
        {titled ? (
          <View fixed>
            <Text style={styles.h3}>{title}</Text>
            <View style={styles.head}>
              {columns.map((column) => (
                <Text key={column.title} style={[styles.title, { width: column.width }]}>
                  {column.title}
                </Text>
              ))}
            </View>
          </View>
        ) : null}
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place.
          <View key={i} style={styles.row} wrap={false}>
            {columns.map(({ title: name, width, look }, at) => (
              <Text key={name || at} style={[styles[look ?? "cell"], { width }]}>
                {row[at] ?? ""}
              </Text>
            ))}
          </View>
        ))}
      </View>
    </>
  );
}

/** A line in pieces that fit; those that follow are set in a little. */
const pieces = (line: string): string[] =>
  slices(Array.from(line), lettersAcross).map((piece, i) => `${i > 0 ? "    " : ""}${piece.join("")}`);

/** Lines as they are, such as a sample message, under a title. */
export function listing(title: string, lines: readonly string[]): Block[] {
  return slices(lines.flatMap(pieces), linesAtOnce).map((some) => ({
    height: 40 + some.length * 11,
    node: (
      <View>
        <Text style={styles.h3} minPresenceAhead={40}>
          {title}
        </Text>
        <View style={styles.lines}>
          {some.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place.
            <Text key={i}>{line}</Text>
          ))}
        </View>
      </View>
    ),
  }));
}

/** Blocks in their order, on as many pages as they need. `frame`: what is on every sheet. */
export function pages(blocks: readonly Block[], frame: ReactNode): ReactNode[] {
  const groups: Block[][] = [];
  let left = 0;
  for (const block of blocks) {
    if (block.height > left || groups.length === 0) {
      groups.push([]);
      left = pageHeight;
    }
    groups.at(-1)?.push(block);
    left -= block.height;
  }
  return groups.map((group, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pages have no identity but their place.
    <Page key={i} size="LETTER" style={pageStyle.page} wrap>
      {frame}
      {group.map(({ node }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity but their place.
        <Fragment key={at}>{node}</Fragment>
      ))}
    </Page>
  ));
}

const pageStyle = StyleSheet.create({
  page: {
    paddingTop: 74,
    paddingBottom: 56,
    paddingHorizontal: 48,
    fontFamily: "Helvetica",
    fontSize: 9,
    lineHeight: 1.4,
    color: colors.ink,
  },
});
