import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { PageHeader } from "../../data/PageHeader";
import { ViewTabs } from "../../data/ViewTabs";
import { BallInCourt } from "../../state/BallInCourt";
import { GateDots, GateLegend } from "../../state/GateLamps";
import { StateBadge } from "../../state/StateBadge";
import { ToneIcon } from "../../state/ToneIcon";
import { useLive } from "../../use-live";
import { BoardCard, CardDate, daysWords } from "./BoardCard";
import styles from "./program.module.css";
import type { BoardCard as Card, ProgramFigure, ProgramPageProps } from "./types";

export type { BoardCard as BoardCardData, BoardColumnKey, ProgramFigure, ProgramPageProps } from "./types";

/** Every launch from request to live, and the figures that say how the program goes. */
export function ProgramPage(props: ProgramPageProps) {
  const { view, boardHref, tableHref, summary, figures, columns, liveTopics } = props;
  useLive(liveTopics);
  return (
    <div className={styles.page}>
      <PageHeader
        title="Launch board"
        aside={summary}
        actions={
          <ViewTabs
            label="How to show it"
            views={[
              { label: "Board", href: boardHref, current: view === "board" },
              { label: "Table", href: tableHref, current: view === "table" },
            ]}
          />
        }
      />
      <Figures figures={figures} />
      {view === "board" ? <Board columns={columns} /> : <BoardTable columns={columns} />}
      <div className={styles.foot}>
        <GateLegend />
      </div>
    </div>
  );
}

function Figures({ figures }: { figures: ProgramFigure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map((figure) => (
        <div key={figure.key}>
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
          {figure.note ? (
            <dd className={styles.figureNote}>
              {figure.noteTone ? <ToneIcon tone={figure.noteTone} size={13} /> : null} {figure.note}
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}

function Board({ columns }: Pick<ProgramPageProps, "columns">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must reach it.
    <section className={styles.scroll} aria-label="Board" tabIndex={0}>
      <div className={styles.board}>
        {columns.map((column) => (
          <section key={column.key} className={styles.column} aria-labelledby={`column-${column.key}`}>
            <h2 id={`column-${column.key}`} className={styles.columnHead}>
              <span>
                {column.label} <span className="gh-dim gh-num">{column.cards.length}</span>
              </span>
              {column.note ? <span className={styles.columnNote}>{column.note}</span> : null}
            </h2>
            {column.cards.length === 0 ? (
              <p className={styles.none}>Nothing here</p>
            ) : (
              <ul className={styles.cards}>
                {column.cards.map((card) => (
                  <BoardCard key={card.id} card={card} />
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </section>
  );
}

type Row = Card & { stage: string };

const tableColumns: Column<Row>[] = [
  { key: "title", head: "Practice", link: true, cell: (row) => row.title, cut: 32 },
  { key: "emr", head: "EMR system", cell: (row) => <span className="gh-dim">{row.emr}</span>, cut: 16 },
  {
    key: "stage",
    head: "Stage",
    cell: (row) =>
      row.state ? (
        <StateBadge kind="connection" state={row.state} />
      ) : (
        <StateBadge kind="request" state="submitted" word={row.stage} />
      ),
  },
  {
    key: "gate",
    head: "Gate",
    cell: (row) => (row.lamps.length > 0 ? <GateDots lamps={row.lamps} /> : <span className="gh-dim">–</span>),
  },
  { key: "days", head: "Days here", align: "right", cell: (row) => daysWords(row.daysHere) },
  {
    key: "turn",
    head: "Turn",
    cell: (row) =>
      row.turn ? (
        <BallInCourt party={row.turn.party} mine={row.turn.mine} say="name" />
      ) : (
        <span className="gh-dim">–</span>
      ),
  },
  { key: "date", head: "Date", cell: (row) => <CardDate card={row} /> },
  {
    key: "reason",
    head: "Needs attention",
    cut: 48,
    cell: (row) =>
      row.reason ? (
        <span className={styles.reason} data-tone={row.reason.tone}>
          <ToneIcon tone={row.reason.tone} size={13} /> <span>{row.reason.text}</span>
        </span>
      ) : null,
  },
];

function BoardTable({ columns }: Pick<ProgramPageProps, "columns">) {
  const rows = columns.flatMap((column) => column.cards.map((card) => ({ ...card, stage: column.label })));
  return (
    <DataTable
      label="Launches"
      columns={tableColumns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => row.href}
      rowTone={(row) => (row.reason && row.reason.tone !== "off" ? row.reason.tone : undefined)}
      empty={<EmptyState title="No launches yet" text="A request becomes a launch the moment it is submitted." />}
      keys
    />
  );
}
