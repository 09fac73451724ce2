import { Button, NativeSelect } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ChangeCard } from "./ChangeCard";
import styles from "./compendium.module.css";
import type { ItemChange } from "./types";

export interface DifferencePageProps {
  releases: { value: string; label: string }[];
  from: string;
  to: string;
  total: number;
  changes: ItemChange[];
}

/** What lies between two releases, whichever two. */
export function DifferencePage({ releases, from, to, total, changes }: DifferencePageProps) {
  return (
    <div className={styles.page}>
      <PageHeader
        title="Difference of two releases"
        actions={
          <Button component={Link} to="/compendium/releases" variant="default" size="sm">
            All releases
          </Button>
        }
      />
      <div className={styles.pad}>
        <Form method="get" className={styles.pick} key={`${from} ${to}`}>
          <NativeSelect name="from" label="From" data={releases} defaultValue={from} />
          <NativeSelect name="to" label="To" data={releases} defaultValue={to} />
          <Button type="submit" variant="default" size="xs">
            Compare
          </Button>
        </Form>
        {total === 0 ? (
          <EmptyState title="Nothing differs" text="Choose another release to compare with." />
        ) : (
          <div className={styles.main}>
            <h2>{total === 1 ? "1 item differs" : `${total.toLocaleString("en-US")} items differ`}</h2>
            {changes.map((change) => (
              <ChangeCard key={`${change.kind} ${change.code}`} change={change} />
            ))}
            {total > changes.length ? (
              <p className="gh-dim">and {(total - changes.length).toLocaleString("en-US")} more</p>
            ) : null}
          </div>
        )}
      </div>
    </div>
  );
}
