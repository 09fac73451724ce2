import { Button } from "@mantine/core";
import { Link, useSearchParams } from "@remix-run/react";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "../data/EmptyState";
import { type Paging, TableFoot } from "../data/TableFoot";
import { ToneIcon } from "../state/ToneIcon";
import type { Tone } from "../state/tones";
import { Frame } from "./Frame";
import styles from "./orderability.module.css";
import type { CompendiumFrame } from "./types";

/** How a code stands over a connection; `none`: it is not on that menu. */
export interface ProofCell {
  standing: "proven" | "older" | "failing" | "unproven" | "none";
  /** Why, in a sentence; empty where there is nothing to say. */
  reason: string;
}

export interface OrderabilityPageProps extends CompendiumFrame {
  connections: { id: string; practice: string; emr: string; failing: number; href: string }[];
  rows: { code: string; name: string; href: string; cells: ProofCell[] }[];
  paging: Paging;
  /** Which of all connections are shown. */
  more: { page: number; from: number; to: number; total: number };
  searched: boolean;
}

const tones: Record<Exclude<ProofCell["standing"], "none">, Tone> = {
  proven: "good",
  older: "warn",
  failing: "stop",
  unproven: "wait",
};
const words: Record<ProofCell["standing"], string> = {
  proven: "Proven",
  older: "Proven before a change",
  failing: "Cannot be ordered",
  unproven: "Not proven yet",
  none: "Not offered",
};

/** Which codes were shown to be orderable over which connections: codes down, connections across. */
export function OrderabilityPage(props: OrderabilityPageProps) {
  const { connections, rows, paging, searched } = props;
  const [params] = useSearchParams();
  const [pointed, setPointed] = useState<string | null>(null);
  const filters = [
    {
      name: "show",
      label: "Show",
      options: [
        { value: "", label: "Every code" },
        { value: "failing", label: "Failing only" },
      ],
    },
  ];
  return (
    <Frame
      {...props}
      search="Code or name"
      filters={filters}
      action={<Columns {...props} />}
      foot={<Foot said={pointed} />}
    >
      {connections.length === 0 || rows.length === 0 ? (
        <EmptyState
          title={searched ? "No code fits" : "Nothing to prove yet"}
          text={
            searched
              ? "Where only failing codes are shown, none of these connections has one."
              : "As soon as a practice is offered tests, every one of them is tried over its connection and shown here."
          }
        />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard. */}
          <section className={styles.scroll} tabIndex={0} aria-label="Matrix of codes and connections">
            <table className={styles.matrix}>
              <caption className="gh-vh">Codes that were shown to be orderable, by connection</caption>
              <thead>
                <tr>
                  <th scope="col" className={styles.corner}>
                    Code
                  </th>
                  {connections.map((one) => (
                    <th key={one.id} scope="col" className={styles.head}>
                      <Link to={one.href} title={`${one.practice}, ${one.emr}`}>
                        <span>{one.practice}</span>
                        {one.failing > 0 ? <b>{one.failing}</b> : null}
                      </Link>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.code}>
                    <th scope="row" className={styles.name}>
                      <Link to={row.href} className="gh-mono">
                        {row.code}
                      </Link>
                      <span>{row.name}</span>
                    </th>
                    {row.cells.map((cell, i) => (
                      <Cell
                        key={connections[i]?.id ?? i}
                        cell={cell}
                        of={`${row.code}, ${connections[i]?.practice ?? ""}`}
                        href={`${connections[i]?.href ?? ""}?code=${encodeURIComponent(row.code)}`}
                        say={setPointed}
                      />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <TableFoot
            paging={paging}
            csvHref={`/compendium/orderability.csv?${params}`}
            choices={[]}
            onChoose={() => undefined}
            count={rows.length}
          />
        </>
      )}
    </Frame>
  );
}

type CellProps = { cell: ProofCell; of: string; href: string; say: (words: string | null) => void };

function Cell({ cell: { standing, reason }, of, href, say }: CellProps) {
  if (standing === "none") {
    return (
      <td className={styles.cell}>
        <span className="gh-dim" aria-hidden>
          –
        </span>
        <span className="gh-vh">{words.none}</span>
      </td>
    );
  }
  const sentence = `${of}: ${words[standing]}.${reason ? ` ${reason}` : ""}`;
  return (
    <td className={styles.cell} data-standing={standing}>
      <Link
        to={href}
        aria-label={sentence}
        title={reason || words[standing]}
        onFocus={() => say(sentence)}
        onBlur={() => say(null)}
        onMouseEnter={() => say(sentence)}
        onMouseLeave={() => say(null)}
      >
        <ToneIcon tone={tones[standing]} size={15} />
      </Link>
    </td>
  );
}

/** Where in the connections this page stands, when there are more than fit beside each other. */
function Columns({ more }: OrderabilityPageProps) {
  const [params] = useSearchParams();
  if (more.to - more.from + 1 >= more.total) return null;
  const at = (page: number) => {
    const next = new URLSearchParams(params);
    next.set("columns", String(page));
    return `?${next}`;
  };
  return (
    <span className={styles.columns}>
      <span className="gh-num">
        Connections {more.from} to {more.to} of {more.total}
      </span>
      {more.page > 1 ? (
        <Button
          component={Link}
          to={at(more.page - 1)}
          variant="default"
          size="xs"
          leftSection={<IconChevronLeft size={14} />}
        >
          Previous connections
        </Button>
      ) : null}
      {more.to < more.total ? (
        <Button
          component={Link}
          to={at(more.page + 1)}
          variant="default"
          size="xs"
          rightSection={<IconChevronRight size={14} />}
        >
          Next connections
        </Button>
      ) : null}
    </span>
  );
}

const legend = ["proven", "older", "failing", "unproven"] as const;
const legendWords: Record<(typeof legend)[number], string> = {
  proven: "mapped and proven",
  older: "proven before a change",
  failing: "cannot be ordered",
  unproven: "not proven yet",
};

/** What the cell under the pointer or the focus says; the legend otherwise. */
function Foot({ said }: { said: string | null }) {
  if (said) return <p className={styles.said}>{said}</p>;
  return (
    <ul className={styles.legend}>
      {legend.map((standing) => (
        <li key={standing}>
          <ToneIcon tone={tones[standing]} size={13} />
          {legendWords[standing]}
        </li>
      ))}
      <li>
        <span aria-hidden>–</span> not offered
      </li>
    </ul>
  );
}
