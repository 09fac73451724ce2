import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { KeyValue } from "../data/KeyValue";
import { PageHeader } from "../data/PageHeader";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { type Choice, PickList } from "../forms/choices";
import { FormFields } from "../forms/context";
import { FieldErrors } from "../forms/FieldErrors";
import { Panes } from "../shell/Panes";
import { type ConnectionState, StateBadge, ToneBadge } from "../state/StateBadge";
import { RelativeTime } from "../Time";
import { PanelPrice } from "./PanelPrice";
import styles from "./panels.module.css";

/** One connection that may order the panel, or did. */
export interface PanelPracticeRow {
  id: string;
  href: string;
  practice: string;
  emr: string;
  state: ConnectionState;
  price: string;
  orders30: number;
  orders90: number;
  revenue: string;
  lastAt: string | null;
}

export interface PanelUsePageProps {
  code: string;
  name: string;
  status: "active" | "discontinued";
  price: string;
  members: { code: string; name: string; cents: number }[];
  facts: { label: string; value: string }[];
  rows: PanelPracticeRow[];
  /** Whom it can be offered to; null for people who may not. */
  targets: Choice[] | null;
  compendiumHref: string;
  nonce: string;
  errors: Record<string, string>;
}

const columns: Column<PanelPracticeRow>[] = [
  { key: "practice", head: "Practice", link: true, cut: 32, cell: (row) => row.practice },
  { key: "emr", head: "EMR system", cut: 24, choice: "hidden", cell: (row) => row.emr },
  { key: "state", head: "Connection", cell: (row) => <StateBadge kind="connection" state={row.state} /> },
  { key: "price", head: "Pays, USD", align: "right", cell: (row) => row.price },
  { key: "o30", head: "30 days", align: "right", cell: (row) => row.orders30 },
  { key: "o90", head: "90 days", align: "right", cell: (row) => row.orders90 },
  { key: "revenue", head: "Revenue", align: "right", cell: (row) => row.revenue },
  {
    key: "last",
    head: "Last ordered",
    align: "right",
    cell: (row) => (row.lastAt ? <RelativeTime at={row.lastAt} /> : "–"),
  },
];

/** One panel as Sales looks at it: its price against list, who orders it, and offering it to more. */
export function PanelUsePage(props: PanelUsePageProps) {
  const { code, name, status, price, members, facts, rows, targets, compendiumHref, nonce, errors } = props;
  return (
    <Panes side={null} sideLabel="" title={name}>
      <div className={styles.page}>
        <PageHeader
          title={name}
          aside={<span className="gh-mono">{code}</span>}
          facts={status === "discontinued" ? <ToneBadge tone="off">Discontinued</ToneBadge> : null}
          actions={
            <Button component={Link} to={compendiumHref} variant="default" size="sm">
              Open in the compendium
            </Button>
          }
        />
        <div className={styles.columns}>
          <div className={styles.stack}>
            <DataTable
              label="Practices"
              columns={columns}
              rows={rows}
              rowId={(row) => row.id}
              rowHref={(row) => row.href}
              empty={
                <EmptyState title="Offered to nobody yet" text="Choose at the right which connections may order it." />
              }
            />
          </div>
          <aside className={styles.stack}>
            <section className={styles.card} aria-label="Price">
              <h2>Price against list</h2>
              <PanelPrice members={members} price={price} />
            </section>
            <section className={styles.card} aria-label="About the panel">
              <KeyValue facts={facts} />
            </section>
            {targets ? (
              <section className={styles.card} aria-label="Offer to" id="offer">
                <h2>Offer to</h2>
                {targets.length === 0 ? (
                  <p className="gh-dim">Every connection that may have it has it.</p>
                ) : (
                  <Form method="post" className={styles.form}>
                    <FormNonce value={nonce} />
                    <FieldErrors errors={errors} />
                    <FormFields errors={errors}>
                      <PickList
                        name="to"
                        legend="Connections and open requests"
                        choices={targets}
                        placeholder="Find a practice"
                        nothing="No practice by that name may have it."
                        help="A connection may order it at once, and its EMR is told with the next release. A request has it among what an approval offers."
                      />
                    </FormFields>
                    <div className={styles.buttons}>
                      <SubmitButton intent="offer" size="sm">
                        Offer panel
                      </SubmitButton>
                    </div>
                  </Form>
                )}
              </section>
            ) : null}
          </aside>
        </div>
      </div>
    </Panes>
  );
}
