import { IconFlag3, IconHandStop } from "@tabler/icons-react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ViewTabs } from "../data/ViewTabs";
import { Panes } from "../shell/Panes";
import { BallInCourt } from "../state/BallInCourt";
import { GateLegend } from "../state/GateLamps";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { ItemGate, ItemReason, ItemTarget, LaunchCard, type LaunchItem } from "./LaunchCard";
import cardStyles from "./launch-card.module.css";
import styles from "./program.module.css";
import { RaidList, type RaidRow } from "./RaidList";

/** One number of the line above the board. */
export interface ProgramFigure {
  key: string;
  value: string;
  label: string;
  note?: string | undefined;
  /** The icon before the note. */
  tone?: Tone | undefined;
}

/** One stage of the way to live. */
export interface ProgramColumn {
  key: string;
  title: string;
  count: number;
  /** "0.6 d". */
  median?: string | undefined;
  cards: LaunchItem[];
}

export interface ProgramPageProps {
  lead: string;
  figures: ProgramFigure[];
  columns: ProgramColumn[];
  view: "board" | "table";
  boardHref: string;
  tableHref: string;
  /** What is open in the RAID log, the oldest first. */
  raid: RaidRow[];
}

/** Every connection on its way to live, as a board by stage or as one table. */
export function ProgramPage({ lead, figures, columns, view, boardHref, tableHref, raid }: ProgramPageProps) {
  return (
    <Panes side={null} sideLabel="" title="Launch board" foot={<Legend />}>
      <div className={styles.page}>
        <PageHeader
          title="Launch board"
          aside={lead}
          actions={
            <ViewTabs
              label="Look"
              views={[
                { label: "Board", href: boardHref, current: view === "board" },
                { label: "Table", href: tableHref, current: view === "table" },
              ]}
            />
          }
        />
        {figures.length > 0 ? (
          <dl className={styles.figures}>
            {figures.map((figure) => (
              <div key={figure.key} className={styles.figure}>
                <dd className={`${styles.value} gh-num`}>{figure.value}</dd>
                <dt>{figure.label}</dt>
                <dd className={styles.note}>
                  {figure.note && figure.tone ? <ToneIcon tone={figure.tone} size={14} /> : null}
                  {figure.note}
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
        {view === "board" ? (
          <Board columns={columns} />
        ) : (
          <div className={styles.rows}>
            <LaunchTable columns={columns} />
          </div>
        )}
        {raid.length > 0 ? <RaidList rows={raid} /> : null}
      </div>
    </Panes>
  );
}

function Board({ columns }: { columns: ProgramColumn[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a board wider than the window scrolls by keys too.
    <section className={styles.scroll} aria-label="Board" tabIndex={0}>
      <div className={styles.board}>
        {columns.map((column) => (
          <section key={column.key} className={styles.column} aria-label={column.title}>
            <header className={styles.columnHead}>
              <h2>
                {column.title} <span className="gh-num gh-dim">{column.count}</span>
              </h2>
              {column.median ? <span className={`${styles.median} gh-num gh-dim`}>median {column.median}</span> : null}
            </header>
            {column.cards.length === 0 ? (
              <p className={styles.none}>Nothing here now</p>
            ) : (
              <ul className={styles.cards}>
                {column.cards.map((card) => (
                  <LaunchCard key={card.id} item={card} />
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </section>
  );
}

interface StagedItem extends LaunchItem {
  stage: string;
}

const tableColumns: Column<StagedItem>[] = [
  { key: "title", head: "Connection", link: true, cut: 32, cell: (item) => item.title },
  { key: "emr", head: "EMR system", cell: (item) => <span className={styles.cell}>{item.emr}</span> },
  { key: "stage", head: "Stage", cell: (item) => <span className={styles.cell}>{item.stage}</span> },
  {
    key: "gate",
    head: "Gate",
    cell: (item) =>
      item.doneText ? (
        <span className={cardStyles.done}>{item.doneText}</span>
      ) : item.lamps ? (
        <ItemGate item={item} />
      ) : null,
  },
  { key: "days", head: "Days", align: "right", cell: (item) => <span className={styles.cell}>{item.time}</span> },
  {
    key: "turn",
    head: "Whose turn",
    cell: (item) =>
      item.turn ? (
        <span className={styles.turn}>
          <BallInCourt party={item.turn.party} mine={item.turn.mine} say="name" />
        </span>
      ) : (
        <span className="gh-dim">–</span>
      ),
  },
  {
    key: "target",
    head: "Expected live",
    cell: (item) => (item.target ? <ItemTarget target={item.target} /> : <span className="gh-dim">–</span>),
  },
  {
    key: "reason",
    head: "What holds it",
    cell: (item) => (item.reason ? <ItemReason reason={item.reason} /> : <span className="gh-dim">–</span>),
  },
];

function LaunchTable({ columns }: { columns: ProgramColumn[] }) {
  return (
    <DataTable
      label="Connections on the way"
      columns={tableColumns}
      rows={columns.flatMap((column) => column.cards.map((card) => ({ ...card, stage: column.title })))}
      rowId={(item) => item.id}
      rowHref={(item) => item.href}
      rowTone={(item) => item.reason?.tone}
      empty={<EmptyState title="Nothing on the way" text="Approved connections appear here until they are live." />}
    />
  );
}

function Legend() {
  return (
    <div className={styles.legend}>
      <GateLegend />
      <ul>
        <li>
          <IconHandStop size={14} className={styles.mine} aria-hidden /> our turn
        </li>
        <li>
          <IconHandStop size={14} className={styles.waits} aria-hidden /> waiting for somebody
        </li>
        <li>
          <IconFlag3 size={14} aria-hidden /> expected live
        </li>
      </ul>
    </div>
  );
}
