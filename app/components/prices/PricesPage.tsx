import { Button, Checkbox, TextInput } from "@mantine/core";
import { Link } from "@remix-run/react";
import { useMemo, useState } from "react";
import { PanelHead, PanelSection } from "../console/parts/SidePanel";
import { Callout } from "../data/Callout";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import type { Paging } from "../data/TableFoot";
import { type View, ViewTabs } from "../data/ViewTabs";
import { Panes } from "../shell/Panes";
import { ExactTime, RelativeTime } from "../Time";
import { useLive } from "../use-live";
import { PriceCell } from "./PriceCell";
import styles from "./prices.module.css";
import type { PriceRow } from "./types";
import { type Prices, usePrices } from "./use-prices";

export interface PricesPageProps {
  practiceId: string;
  practice: string;
  views: View[];
  canSet: boolean;
  today: string;
  rows: PriceRow[];
  paging: Paging;
  csvHref: string;
  filtered: boolean;
  /** EMRs that do not know all prices of today. */
  untold: { emr: string; codes: number; href: string }[];
  /** Of the item that is open. */
  history: {
    code: string;
    name: string;
    closeHref: string;
    changes: { key: string; words: string; before: string; by: string; at: string }[];
  } | null;
}

function columnsOf(prices: Prices | null): Column<PriceRow>[] {
  return [
    {
      key: "code",
      head: "Code",
      cell: (row) => (
        <span className={styles.code}>
          {prices ? (
            <Checkbox
              size="xs"
              aria-label={`Select ${row.code}`}
              checked={prices.selected.has(row.code)}
              onChange={(event) => prices.select([row.code], event.currentTarget.checked)}
            />
          ) : null}
          <span className="gh-mono">{row.code}</span>
        </span>
      ),
    },
    { key: "name", head: "Name", link: true, cut: 32, cell: (row) => row.name },
    { key: "list", head: "List price, USD", align: "right", cell: (row) => row.list },
    { key: "own", head: "Pays, USD", align: "right", cell: (row) => <PriceCell row={row} prices={prices} /> },
    {
      key: "difference",
      head: "Difference",
      align: "right",
      cell: (row) => <span className={styles.line}>{row.difference || "–"}</span>,
    },
    { key: "valid", head: "Holds", cell: (row) => <span className={styles.line}>{row.valid || "–"}</span> },
    {
      key: "planned",
      head: "Then",
      choice: "shown",
      cell: (row) => <span className={styles.line}>{row.planned || "–"}</span>,
    },
    {
      key: "set",
      head: "Set",
      choice: "shown",
      cell: (row) =>
        row.setAt ? (
          <span className={styles.line}>
            {row.setBy ? `${row.setBy}, ` : ""}
            <RelativeTime at={row.setAt} />
          </span>
        ) : (
          "–"
        ),
    },
  ];
}

/** A practice's prices: the list, what it pays, from when to when; changed in place or for a selection. */
export function PricesPage(props: PricesPageProps) {
  const { practiceId, practice, views, canSet, today, rows, paging, csvHref, filtered, untold, history } = props;
  useLive([`practice:${practiceId}`]);
  const prices = usePrices(rows, today);
  const editing = canSet ? prices : null;
  // Columns draw from the state of the table, which is another object with each of its changes.
  const columns = useMemo(() => columnsOf(editing), [editing]);
  return (
    <Panes
      side={history ? <History {...history} /> : null}
      sideLabel="History of the price"
      title={`Prices of ${practice}`}
      foot={editing && prices.selected.size > 0 ? <Bulk prices={prices} /> : null}
    >
      <div className={styles.page}>
        <PageHeader
          title={`Prices of ${practice}`}
          aside={
            <Link to="/prices" className="gh-link">
              All practices
            </Link>
          }
        />
        <div className={styles.notes}>
          <Untold untold={untold} />
          {prices.answer && (prices.answer.kind === "done" || prices.answer.field !== "price" || !prices.open) ? (
            <Callout
              tone={prices.answer.kind === "done" ? "good" : "stop"}
              title={prices.answer.kind === "done" ? prices.answer.words : prices.answer.message}
              live
            >
              {prices.answer.kind === "done"
                ? "The order menu of the practice has it from its day on."
                : "No price was changed."}
            </Callout>
          ) : null}
        </div>
        <div className={styles.bar}>
          <ViewTabs label="Which prices" views={views} />
          <FilterBar search={{ placeholder: "Code or name" }} />
        </div>
        {editing ? <DaysBar prices={prices} rows={rows} today={today} /> : null}
        <DataTable
          label="Prices"
          columns={columns}
          rows={rows}
          rowId={(row) => row.code}
          rowHref={(row) => row.historyHref}
          openId={history?.code ?? null}
          paging={paging}
          csvHref={csvHref}
          empty={
            <EmptyState
              title={filtered ? "Nothing fits" : "Nothing is offered yet"}
              text={
                filtered
                  ? "Try fewer letters or another view."
                  : "What the practice may order is agreed with its request. Prices can be set for everything under All."
              }
            />
          }
        />
      </div>
    </Panes>
  );
}

function Untold({ untold }: Pick<PricesPageProps, "untold">) {
  if (untold.length === 0) return null;
  return (
    <Callout tone="wait" title="Not every EMR knows these prices">
      They go with the next release. To bring them at once, send the whole menu:{" "}
      {untold.map(({ emr, codes, href }, i) => (
        <span key={href}>
          {i > 0 ? ", " : ""}
          <Link className="gh-link" to={href}>
            {emr}
          </Link>{" "}
          ({codes === 1 ? "1 price" : `${codes} prices`})
        </span>
      ))}
      .
    </Callout>
  );
}

function DaysBar({ prices, rows, today }: { prices: Prices; rows: PriceRow[]; today: string }) {
  const { days, setDays, answer } = prices;
  const wrong = (field: string) => (answer?.kind === "wrong" && answer.field === field ? answer.message : undefined);
  const all = rows.length > 0 && rows.every(({ code }) => prices.selected.has(code));
  return (
    <fieldset className={styles.days}>
      <legend className="gh-vh">When prices hold that are set now</legend>
      <Checkbox
        size="xs"
        label="Select this page"
        checked={all}
        onChange={(event) =>
          prices.select(
            rows.map(({ code }) => code),
            event.currentTarget.checked,
          )
        }
      />
      <TextInput
        type="date"
        size="xs"
        label="Prices set now hold from"
        min={today}
        value={days.from}
        error={wrong("from")}
        onChange={(event) => setDays({ ...days, from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        size="xs"
        label="until, optional"
        min={days.from}
        value={days.until}
        error={wrong("until")}
        onChange={(event) => setDays({ ...days, until: event.currentTarget.value })}
      />
    </fieldset>
  );
}

function Bulk({ prices }: { prices: Prices }) {
  const [percent, setPercent] = useState("");
  const wrong =
    prices.answer?.kind === "wrong" && prices.answer.field === "percent" ? prices.answer.message : undefined;
  const count = prices.selected.size;
  return (
    <form
      className={styles.bulk}
      aria-label="For the selection"
      onSubmit={(event) => {
        event.preventDefault();
        prices.change("percent", percent);
      }}
    >
      <span>{count === 1 ? "1 selected" : `${count} selected`}</span>
      <TextInput
        size="xs"
        aria-label="Percent below list price"
        placeholder="Percent"
        inputMode="decimal"
        value={percent}
        error={wrong}
        onChange={(event) => setPercent(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={prices.busy} loaderProps={{ type: "dots" }}>
        Set below list price
      </Button>
      <Button size="xs" variant="default" onClick={() => prices.change("list")}>
        Back to list price
      </Button>
      <Button size="xs" variant="subtle" color="gray" onClick={() => prices.select([...prices.selected], false)}>
        Clear selection
      </Button>
    </form>
  );
}

function History({ code, name, closeHref, changes }: NonNullable<PricesPageProps["history"]>) {
  return (
    <div>
      <PanelHead mark={code} title={name} closeHref={closeHref} />
      <PanelSection title="What was agreed">
        {changes.length === 0 ? <p className="gh-dim">It was always the list price.</p> : null}
        <ol className={styles.history}>
          {changes.map((change) => (
            <li key={change.key}>
              <strong>{change.words}</strong>
              <span className="gh-dim">
                {change.before}; {change.by}, <ExactTime at={change.at} />
              </span>
            </li>
          ))}
        </ol>
      </PanelSection>
    </div>
  );
}
