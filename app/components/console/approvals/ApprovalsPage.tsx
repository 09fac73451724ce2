import { Kbd } from "@mantine/core";
import type { ReactNode } from "react";
import { Unread } from "../../conversation/Unread";
import { type Column, DataTable } from "../../data/DataTable";
import { EmptyState } from "../../data/EmptyState";
import { Panes } from "../../shell/Panes";
import { SlaClock } from "../../state/SlaClock";
import { StateBadge } from "../../state/StateBadge";
import { ExactTime } from "../../Time";
import { ListBar } from "../parts/ListBar";
import styles from "../parts/parts.module.css";
import { AgeStrip } from "./AgeStrip";
import type { ApprovalRow, ApprovalsPageProps } from "./types";

export type { AgeDot, ApprovalRow, ApprovalsPageProps } from "./types";

const practice: Column<ApprovalRow> = {
  key: "practice",
  head: "Practice",
  cell: (row) => (
    <>
      {row.practice} <Unread count={row.unread} />
    </>
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
  cell: (row) => row.owner ?? <span className="gh-dim">Nobody</span>,
  cut: 16,
};

const emptyWords: Record<ApprovalsPageProps["view"], { title: string; text: string }> = {
  waiting: {
    title: "Nothing waits for an answer",
    text: "New requests appear here by themselves, the most urgent first.",
  },
  due: { title: "Nothing is due today", text: "Requests whose promised time ends today appear here." },
  decided: { title: "Nothing was decided yet", text: "Approved, rejected and withdrawn requests stay here on record." },
  all: { title: "No requests", text: "A practice asks for a connection in its portal; the request appears here." },
};

function columnsOf(view: ApprovalsPageProps["view"], owners: boolean): Column<ApprovalRow>[] {
  if (view === "decided") return [practice, state, emr, bestFit, orders, decider, decided];
  const common = [sla, practice, emr, bestFit, orders];
  if (view === "all") return [...common, decider];
  return owners ? [...common, owner] : common;
}

/** The queue of requests with its clocks at the left, the open request at the right. */
export function ApprovalsPage(props: ApprovalsPageProps & { panel?: ReactNode }) {
  const { views, view, ages, targetMinutes, rows, openId, paging, hoursNote, panel } = props;
  return (
    <Panes
      side={panel}
      sideLabel="Request"
      title="Approvals"
      foot={
        <>
          <span className={styles.keys}>
            <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> move <Kbd size="xs">↵</Kbd> open
          </span>
          {hoursNote ? <span>{hoursNote}</span> : null}
        </>
      }
    >
      <h1 className="gh-vh">Approvals</h1>
      <ListBar label="Views of the queue" views={views} search={{ placeholder: "Search" }} />
      {ages.length > 0 ? <AgeStrip ages={ages} targetMinutes={targetMinutes} /> : null}
      <DataTable
        label="Requests"
        columns={columnsOf(
          view,
          rows.some((row) => row.owner),
        )}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => row.href}
        openId={openId}
        {...(paging ? { paging } : {})}
        empty={<EmptyState {...emptyWords[view]} />}
        keys
      />
    </Panes>
  );
}
