import { Button } from "@mantine/core";
import { Form, Link, useSearchParams } from "@remix-run/react";
import { IconDownload, IconSend } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { EmptyState } from "../data/EmptyState";
import { FilterBar } from "../data/FilterBar";
import { PageHeader } from "../data/PageHeader";
import { ViewTabs } from "../data/ViewTabs";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { Panes } from "../shell/Panes";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { ExactTime } from "../Time";
import styles from "./sync.module.css";

/** One release for one connection. */
export type SyncCell =
  | { kind: "none" }
  | {
      kind: "pending" | "sent" | "failed" | "overdue" | "acknowledged";
      syncId: string;
      href: string;
      days: number;
      changes: number;
      whole: boolean;
      /** When it was loaded or sent. */
      at: string | null;
    };

export interface SyncBoardProps {
  releases: { name: string; at: string; all: number; loaded: number }[];
  rows: { id: string; practice: string; how: string; href: string; drafted: number; cells: SyncCell[] }[];
  /** Connections with something overdue, with something that could not be sent, and orders that wait because of a code. */
  late: number;
  failed: number;
  held: number;
  hasDraft: boolean;
  sort: "urgent" | "vendor" | "name";
  latest: number;
  search: string;
  canManage: boolean;
  /** The sync or connection that is open in the panel. */
  openId: string | null;
  nonce: string;
  panel?: ReactNode;
}

const tones: Record<Exclude<SyncCell["kind"], "none">, Tone> = {
  acknowledged: "good",
  sent: "work",
  pending: "wait",
  overdue: "stop",
  failed: "stop",
};

const words: Record<Exclude<SyncCell["kind"], "none">, string> = {
  acknowledged: "Loaded",
  sent: "Sent",
  pending: "Goes out",
  overdue: "Overdue",
  failed: "Not sent",
};

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Which EMR has which release: releases across, connections down. */
export function SyncBoard(props: SyncBoardProps) {
  const { releases, rows, openId, panel, search, hasDraft } = props;
  return (
    <Panes side={panel} sideLabel="Update" title="Release sync" foot={<Legend />}>
      <div className={styles.page}>
        <PageHeader title="Release sync" facts={<Lead {...props} />} actions={<Actions {...props} />} />
        <Bar {...props} />
        {releases.length === 0 || rows.length === 0 ? (
          <EmptyState
            title={search ? "No connection fits" : "Nothing to sync yet"}
            text={
              search
                ? `Nothing here has “${search}” in its practice or EMR.`
                : "Each release of the compendium appears here as a column once it is published, each connection as a row."
            }
          />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard.
          <section className={styles.scroll} tabIndex={0} aria-label="Matrix of releases and connections">
            <table className={styles.matrix}>
              <caption className="gh-vh">Releases of the compendium by connection</caption>
              <thead>
                <tr>
                  <th scope="col" className={styles.corner}>
                    Connection
                  </th>
                  {releases.map((release) => (
                    <ReleaseHead key={release.name} {...release} />
                  ))}
                  {hasDraft ? (
                    <th scope="col" className={styles.draft}>
                      <span className={styles.release}>Draft</span>
                    </th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id} data-open={row.id === openId || undefined}>
                    <th scope="row" className={styles.name}>
                      <Link to={row.href} preventScrollReset className={styles.practice}>
                        {row.practice}
                      </Link>
                      <span className={styles.how}>{row.how}</span>
                    </th>
                    {row.cells.map((cell, i) => (
                      <Cell
                        key={releases[i]?.name ?? i}
                        cell={cell}
                        open={cell.kind !== "none" && cell.syncId === openId}
                      />
                    ))}
                    {hasDraft ? (
                      <td className={styles.draft}>{row.drafted > 0 ? `${row.drafted} for them` : <Dash />}</td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </div>
    </Panes>
  );
}

function Lead({ late, failed, held }: SyncBoardProps) {
  if (late + failed + held === 0)
    return (
      <>
        Every EMR has what it was sent, or still has time to load it. <StillOrdered />
      </>
    );
  const parts = [
    ...(late > 0 ? [`${plural(late, "EMR is", "EMRs are")} overdue`] : []),
    ...(failed > 0 ? [`${plural(failed, "update", "updates")} could not be sent`] : []),
  ];
  return (
    <span className={styles.lead}>
      {parts.length > 0 ? (
        <>
          <ToneIcon tone="stop" size={15} />
          <strong>{parts.join(", ")}.</strong>
        </>
      ) : null}
      {held > 0 ? (
        <Link to="/messages?view=held" className="gh-link">
          {plural(held, "order is", "orders are")} held because of a code.
        </Link>
      ) : null}
      <StillOrdered />
    </span>
  );
}

const StillOrdered = () => (
  <Link to="/compendium/old-codes" className="gh-link">
    Who still orders old codes
  </Link>
);

function Actions({ late, canManage, nonce }: SyncBoardProps) {
  const [params] = useSearchParams();
  return (
    <>
      <Button
        component={Link}
        to={`/sync/matrix.csv?${params}`}
        reloadDocument
        variant="default"
        size="sm"
        leftSection={<IconDownload size={15} aria-hidden />}
      >
        Download matrix
      </Button>
      {canManage && late > 0 ? (
        <Form method="post" action={`/sync?${params}`}>
          <FormNonce value={nonce} />
          <SubmitButton intent="remindAll" size="sm" leftSection={<IconSend size={15} aria-hidden />}>
            {late === 1 ? "Remind 1 vendor" : `Remind ${late} vendors`}
          </SubmitButton>
        </Form>
      ) : null}
    </>
  );
}

const sorts = [
  ["urgent", "Needs a person"],
  ["vendor", "By EMR"],
  ["name", "Name"],
] as const;

function Bar({ sort, latest }: SyncBoardProps) {
  const [params] = useSearchParams();
  const at = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    next.set(name, value);
    return `/sync?${next}`;
  };
  return (
    <div className={styles.bar}>
      <ViewTabs
        label="Order of the connections"
        views={sorts.map(([key, label]) => ({ label, href: at("sort", key), current: key === sort }))}
      />
      <div className={styles.filters}>
        <FilterBar search={{ placeholder: "Filter connections" }} keep={["sort", "releases"]} />
        <ViewTabs
          label="How many releases"
          views={[6, 12].map((count) => ({
            label: `${count} releases`,
            href: at("releases", String(count)),
            current: count === latest,
          }))}
        />
      </div>
    </div>
  );
}

function ReleaseHead({ name, at, all, loaded }: SyncBoardProps["releases"][number]) {
  const share = all === 0 ? 0 : loaded / all;
  return (
    <th scope="col">
      <span className={styles.headLine}>
        <span className={styles.release}>{name}</span>
        <ExactTime at={at} style="date" />
      </span>
      <span className={styles.headLine}>
        <span className={styles.progress} aria-hidden>
          <span style={{ width: `${Math.round(share * 100)}%` }} />
        </span>
        <span>{all === 0 ? "nobody" : loaded === all ? "all" : `${loaded} of ${all}`}</span>
      </span>
    </th>
  );
}

function Cell({ cell, open }: { cell: SyncCell; open: boolean }) {
  if (cell.kind === "none") {
    return (
      <td className={styles.cell}>
        <Dash />
      </td>
    );
  }
  return (
    <td className={styles.cell} data-kind={cell.kind} data-open={open || undefined}>
      <Link
        to={cell.href}
        preventScrollReset
        title={`${plural(cell.changes, "change", "changes")}${cell.whole ? ", the whole menu" : ""}`}
      >
        <ToneIcon tone={tones[cell.kind]} />
        <span className={cell.kind === "acknowledged" && cell.at ? "gh-vh" : undefined}>
          {words[cell.kind]}
          {cell.days > 0 ? ` ${cell.days} d` : ""}
        </span>
        {cell.kind === "acknowledged" && cell.at ? <ExactTime at={cell.at} style="date" /> : null}
      </Link>
    </td>
  );
}

const Dash = () => (
  <span className="gh-dim">
    <span aria-hidden>–</span>
    <span className="gh-vh">nothing for them</span>
  </span>
);

const legend: [Tone, string][] = [
  ["good", "loaded on"],
  ["work", "sent, not yet confirmed"],
  ["wait", "goes out"],
  ["stop", "overdue, or not sent"],
];

function Legend() {
  return (
    <ul className={styles.legend}>
      {legend.map(([tone, text]) => (
        <li key={text}>
          <ToneIcon tone={tone} size={13} />
          {text}
        </li>
      ))}
      <li>
        <span aria-hidden>–</span> nothing changed for them
      </li>
    </ul>
  );
}
