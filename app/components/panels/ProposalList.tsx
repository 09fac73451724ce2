import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { ConfirmButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import { type ProposalRow, proposalStates } from "./types";

interface Props {
  rows: ProposalRow[];
  nonce: string;
}

const columnsOf = (nonce: string): Column<ProposalRow>[] => [
  {
    key: "state",
    head: "State",
    cell: ({ state }) => <ToneBadge tone={proposalStates[state].tone}>{proposalStates[state].word}</ToneBadge>,
  },
  {
    key: "panel",
    head: "Panel",
    link: true,
    cut: 32,
    cell: (row) => (
      <>
        {row.name} <span className="gh-mono gh-dim">{row.code}</span>
      </>
    ),
  },
  { key: "practice", head: "For", cut: 32, cell: (row) => row.practice },
  { key: "next", head: "Next", cell: (row) => row.next },
  { key: "by", head: "By", cut: 16, cell: (row) => row.by },
  { key: "at", head: "Proposed", cell: (row) => <RelativeTime at={row.at} /> },
  {
    key: "withdraw",
    head: "",
    align: "right",
    cell: (row) =>
      row.canWithdraw ? (
        <ConfirmButton
          label="Withdraw"
          title={`Withdraw ${row.name}?`}
          intent="withdraw"
          action="/panels/proposals"
          fields={{ id: row.id, version: String(row.version) }}
          nonce={nonce}
          variant="subtle"
          color="gray"
          size="compact-xs"
        >
          It leaves the draft and nobody can order it. The practice was not told of it.
        </ConfirmButton>
      ) : null,
  },
];

/** Panels built for practices and how far they are: proposed, published, offered. */
export function ProposalList({ rows, nonce }: Props) {
  return (
    <DataTable
      label="Proposals"
      columns={columnsOf(nonce)}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => row.href}
      rowTone={(row) => proposalStates[row.state].tone}
      empty={
        <EmptyState
          title="No proposals"
          text="A panel that is built for a practice waits here until lab operations publish it and it is offered."
        />
      }
    />
  );
}
