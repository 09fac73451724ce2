import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconArrowRight, IconPlus, IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Filter } from "../data/FilterBar";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import { ViewTabs } from "../data/ViewTabs";
import { ConfirmButton } from "../forms/buttons";
import { Panes } from "../shell/Panes";
import styles from "./compendium.module.css";
import type { CompendiumFrame, DraftSummary } from "./types";

interface Props extends CompendiumFrame {
  search?: string;
  filters?: Filter[];
  add?: { label: string; href: string };
  /** In the header, instead of adding something. */
  action?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}

/** The frame every list of the compendium shares: title, what is in the draft, views, search and filters. */
export function Frame({
  lead,
  loinc,
  views,
  draft,
  canEdit,
  nonce,
  search,
  filters,
  add,
  action,
  foot,
  children,
}: Props) {
  return (
    <Panes side={null} sideLabel="" title="Compendium" foot={foot}>
      <div className={styles.page}>
        <PageHeader
          title="Compendium"
          aside={
            <>
              {lead} ·{" "}
              <Link className="gh-link" to="/compendium/loinc">
                {loinc}
              </Link>
            </>
          }
          actions={
            add && canEdit ? (
              <>
                <Button
                  component={Link}
                  to="/compendium/import"
                  variant="default"
                  size="sm"
                  leftSection={<IconUpload size={15} aria-hidden />}
                >
                  Import
                </Button>
                <Button
                  component={Link}
                  to={add.href}
                  variant="default"
                  size="sm"
                  leftSection={<IconPlus size={15} aria-hidden />}
                >
                  {add.label}
                </Button>
              </>
            ) : (
              (action ?? null)
            )
          }
        />
        {draft ? <DraftStrip draft={draft} canEdit={canEdit} nonce={nonce} /> : null}
        <div className={styles.bar}>
          <ViewTabs label="Views of the compendium" views={views} />
          {search ? <FilterBar search={{ placeholder: search }} filters={filters ?? []} /> : null}
        </div>
        {children}
      </div>
    </Panes>
  );
}

const counted = [
  ["add", "+", "added", "good"],
  ["change", "", "changed", "work"],
  ["discontinue", "−", "ending", "stop"],
  ["restore", "", "offered again", "good"],
] as const;

/** What the draft holds and whom it reaches; from here it is reviewed or discarded. */
export function DraftStrip({ draft, canEdit, nonce }: { draft: DraftSummary; canEdit: boolean; nonce: string }) {
  const connections = draft.connections === 1 ? "1 connection" : `${draft.connections} connections`;
  return (
    <section className={styles.strip} aria-label="Draft" data-screen-only>
      <strong>{draft.name}</strong>
      {counted
        .filter(([kind]) => draft.counts[kind] > 0)
        .map(([kind, sign, word, tone]) => (
          <span key={kind} data-tone={tone}>
            <b className={styles.count}>
              {sign}
              {draft.counts[kind].toLocaleString("en-US")}
            </b>{" "}
            {word}
          </span>
        ))}
      <span className={styles.reach}>
        Reaches <b>{connections}</b> {draft.when}
        {draft.stillOrdered ? `; ${draft.stillOrdered}` : ""}
      </span>
      <span className={styles.stripActions}>
        {canEdit ? (
          <ConfirmButton
            label="Discard draft"
            title="Discard the whole draft?"
            intent="discard"
            action="/compendium/draft"
            fields={{ version: String(draft.version) }}
            nonce={nonce}
            variant="subtle"
            color="gray"
            size="xs"
            danger
          >
            All {draft.total} changes are thrown away. What is in force stays as it is.
          </ConfirmButton>
        ) : null}
        <Button
          component={Link}
          to="/compendium/draft"
          size="xs"
          rightSection={<IconArrowRight size={14} aria-hidden />}
        >
          {draft.total === 1 ? "Review 1 change" : `Review ${draft.total.toLocaleString("en-US")} changes`}
        </Button>
      </span>
    </section>
  );
}
