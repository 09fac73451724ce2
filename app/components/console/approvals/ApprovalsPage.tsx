import { Button, Kbd } from "@mantine/core";
import { useLocation, useNavigate } from "@remix-run/react";
import { IconFilter } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Unread } from "../../conversation/Unread";
import { Callout } from "../../data/Callout";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { FilterBar } from "../../data/FilterBar";
import { useKeys } from "../../data/use-keys";
import { Avatar } from "../../shell/Logo";
import { Panes } from "../../shell/Panes";
import { SlaClock } from "../../state/SlaClock";
import { StateBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import { ListBar } from "../parts/ListBar";
import styles from "../parts/parts.module.css";
import { AgeStrip } from "./AgeStrip";
import { AssignBar } from "./AssignBar";
import type { DecisionPart } from "./decision-part";
import { KeyHelp } from "./KeyHelp";
import queue from "./queue.module.css";
import { SavedView } from "./SavedView";
import type { ApprovalRow, ApprovalsPageProps } from "./types";
import { useQueueAction } from "./use-queue-action";

export type { AgeDot, ApprovalRow, ApprovalsPageProps } from "./types";

const practice: Column<ApprovalRow> = {
  key: "practice",
  head: "Practice",
  cell: (row) => (
    <span className={queue.practice}>
      <span>{row.practice}</span> <Unread count={row.unread} />
    </span>
  ),
  link: true,
  cut: 24,
};
const emr: Column<ApprovalRow> = {
  key: "emr",
  head: "EMR system",
  cell: (row) => <span className="gh-dim">{row.emr}</span>,
  cut: 16,
};
const bestFit: Column<ApprovalRow> = { key: "fit", head: "Best fit", cell: (row) => row.bestFit ?? "–" };
const orders: Column<ApprovalRow> = {
  key: "orders",
  head: "Orders / mo",
  align: "right",
  cell: (row) => row.ordersPerMonth?.toLocaleString("en-US") ?? "–",
};
const sla: Column<ApprovalRow> = {
  key: "sla",
  head: "SLA left",
  cell: (row) => (row.sla ? <SlaClock sla={row.sla} /> : <StateBadge kind="request" state={row.state} />),
};
const state: Column<ApprovalRow> = {
  key: "state",
  head: "State",
  cell: (row) => <StateBadge kind="request" state={row.state} />,
};
const decider: Column<ApprovalRow> = { key: "by", head: "Decided by", cell: (row) => row.decidedBy ?? "–", cut: 16 };
const decided: Column<ApprovalRow> = {
  key: "at",
  head: "Decided",
  cell: (row) => (row.decidedAt ? <ExactTime at={row.decidedAt} style="date" /> : "–"),
};
const owner: Column<ApprovalRow> = {
  key: "owner",
  head: "Owner",
  cell: (row) =>
    row.owner ? (
      <span className={queue.owner}>
        <Avatar initials={row.owner.initials} size="xs" /> {row.owner.name}
      </span>
    ) : (
      <span className="gh-dim">Nobody</span>
    ),
  cut: 16,
};

const emptyWords: Record<ApprovalsPageProps["view"], { title: string; text: string }> = {
  waiting: {
    title: "Nothing waits for an answer",
    text: "New requests appear here by themselves, the most urgent first.",
  },
  mine: { title: "You look after no request", text: "Claim one with C, or have it assigned to you." },
  unassigned: { title: "Every request has an owner", text: "Requests that nobody has claimed yet appear here." },
  due: { title: "Nothing is due today", text: "Requests whose promised time ends today appear here." },
  decided: { title: "Nothing was decided yet", text: "Approved and rejected requests stay here on record." },
  all: { title: "No requests", text: "A practice asks for a connection in its portal; the request appears here." },
};
const nothingFits = { title: "Nothing fits these filters", text: "Clear a filter, or look at another view." };

function columnsOf(view: ApprovalsPageProps["view"]): Column<ApprovalRow>[] {
  if (view === "decided") return [practice, state, emr, bestFit, orders, decider, decided];
  if (view === "all") return [sla, practice, emr, bestFit, orders, owner, decider];
  return [sla, practice, emr, bestFit, orders, owner];
}

const checkOf = (chosen: ReadonlySet<string>, toggle: (id: string) => void): Column<ApprovalRow> => ({
  key: "check",
  head: "",
  cell: (row) =>
    row.sla ? (
      <label className={queue.check}>
        <input
          type="checkbox"
          data-row-check
          checked={chosen.has(row.id)}
          onChange={() => toggle(row.id)}
          aria-label={`Choose ${row.practice}`}
        />
      </label>
    ) : null,
});

/** The row that has the focus, else the open one. */
const rowAt = (openId: string | null) =>
  document.activeElement?.closest("[data-row-id]")?.getAttribute("data-row-id") ?? openId;

/** The queue of requests with its clocks at the left, the open request at the right. */
export function ApprovalsPage(props: ApprovalsPageProps & { panel?: ReactNode }) {
  const { views, view, filters, filtered, ages, rows, openId, paging, hoursNote, canAssign, panel } = props;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [help, setHelp] = useState(false);
  const [filtering, setFiltering] = useState(filtered);
  const { post, problem } = useQueueAction(openId);
  const navigate = useNavigate();
  const { search } = useLocation();
  // A row that is gone from the list is chosen no more.
  const chosen = rows.filter((row) => row.sla && picked.has(row.id)).map((row) => row.id);
  const toggle = (id: string) =>
    setPicked((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  const withRow = (act: (id: string) => void) => () => {
    const id = rowAt(openId);
    if (id) act(id);
  };
  const decide = (what: DecisionPart) =>
    withRow((id) => navigate(`/approvals/${id}${search}#${what}`, { preventScrollReset: true }));
  useKeys({
    "/": () => document.querySelector<HTMLInputElement>("input[type='search'][name='q']")?.focus(),
    "?": () => setHelp(true),
    ...(canAssign && {
      c: withRow((id) => post({ intent: "claim", ids: id })),
      x: withRow(toggle),
      a: decide("approve"),
      r: decide("reject"),
      i: decide("ask"),
    }),
  });
  const columns = columnsOf(view);
  return (
    <Panes
      side={panel}
      sideLabel="Request"
      title="Approvals"
      foot={
        <>
          <span className={styles.keys}>
            <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> move <Kbd size="xs">↵</Kbd> open{" "}
            {canAssign ? (
              <>
                <Kbd size="xs">C</Kbd> claim <Kbd size="xs">A</Kbd> approve <Kbd size="xs">R</Kbd> decline{" "}
                <Kbd size="xs">I</Kbd> ask{" "}
              </>
            ) : null}
            <Kbd size="xs">?</Kbd> all keys
          </span>
          {hoursNote ? <span>{hoursNote}</span> : null}
        </>
      }
    >
      <h1 className="gh-vh">Approvals</h1>
      <ListBar
        label="Views of the queue"
        views={views}
        search={{ placeholder: "Search" }}
        keep={["view", ...filters.map(({ name }) => name)]}
        after={
          <Button
            variant="default"
            size="xs"
            leftSection={<IconFilter size={14} aria-hidden />}
            aria-expanded={filtering}
            aria-controls="queue-filters"
            onClick={() => setFiltering(!filtering)}
          >
            Filter
          </Button>
        }
      />
      <div id="queue-filters" className={queue.filters} hidden={!filtering} data-screen-only>
        <FilterBar filters={filters} keep={["view", "q"]} />
        <SavedView {...props} />
      </div>
      {problem ? (
        <div className={queue.problem}>
          <Callout tone="stop" title={problem} live>
            Nothing was changed.
          </Callout>
        </div>
      ) : null}
      {ages.length > 0 ? <AgeStrip ages={ages} /> : null}
      <DataTable
        label="Requests"
        columns={canAssign && view !== "decided" ? [checkOf(picked, toggle), ...columns] : columns}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => row.href}
        openId={openId}
        {...(paging ? { paging } : {})}
        csvHref={`/approvals/queue.csv${search}`}
        empty={<EmptyState {...(filtered ? nothingFits : emptyWords[view])} />}
        keys
      />
      {chosen.length > 0 ? <AssignBar {...props} chosen={chosen} onDone={() => setPicked(new Set())} /> : null}
      <KeyHelp opened={help} onClose={() => setHelp(false)} />
    </Panes>
  );
}
