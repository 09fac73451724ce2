import { Checkbox } from "@mantine/core";
import { Link } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import { ConfirmButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextAreaField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import { ExactTime } from "../Time";
import styles from "./change.module.css";
import box from "./workspace.module.css";

/** One kind of difference, over all messages that show it. */
export interface KindRow {
  key: string;
  direction: "order" | "result";
  kind: string;
  path: string;
  name: string;
  messages: number;
  exampleHref: string;
  accepted: { by: string; note: string; at: string } | null;
}

interface Props {
  version: number;
  kinds: KindRow[];
  canAccept: boolean;
  nonce: string;
  /** What was typed into a form that was refused. */
  typed: Record<string, string | string[]>;
}

/** The kinds of difference, each with who accepted it; several are accepted at once with one note. */
export function DifferenceKinds({ version, kinds, canAccept, nonce, typed }: Props) {
  const open = kinds.filter((row) => row.accepted === null).map((row) => row.key);
  const [chosen, setChosen] = useState<readonly string[]>([typed.kinds ?? []].flat());
  // What somebody has accepted meanwhile is not chosen any more.
  const picked = open.filter((key) => chosen.includes(key));
  const choose = (keys: readonly string[], on: boolean) =>
    setChosen([...picked.filter((key) => !keys.includes(key)), ...(on ? keys : [])]);
  const several = canAccept && open.length > 1;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls by keys too. */}
      <section className={`${box.scroll} ${styles.kinds}`} tabIndex={0} aria-label="Kinds of difference">
        <table className={box.table}>
          <thead>
            <tr>
              {several ? (
                <th scope="col">
                  <Checkbox
                    size="xs"
                    aria-label="Choose all"
                    checked={picked.length === open.length}
                    indeterminate={picked.length > 0 && picked.length < open.length}
                    onChange={(event) => choose(open, event.currentTarget.checked)}
                  />
                </th>
              ) : null}
              <th scope="col">Where</th>
              <th scope="col">In</th>
              <th scope="col">Messages</th>
              <th scope="col">Example</th>
              <th scope="col">Accepted</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((row) => (
              <tr key={row.key} data-kind={row.kind}>
                {several ? (
                  <td>
                    {row.accepted ? null : (
                      <Checkbox
                        size="xs"
                        aria-label={`Choose ${row.path} in ${row.direction}s`}
                        checked={picked.includes(row.key)}
                        onChange={(event) => choose([row.key], event.currentTarget.checked)}
                      />
                    )}
                  </td>
                ) : null}
                <td>
                  <span className="gh-mono">{row.path}</span> <span className="gh-dim">{row.name}</span>
                </td>
                <td>{row.direction === "order" ? "Orders" : "Results"}</td>
                <td className="gh-num">{row.messages}</td>
                <td>
                  <Link to={row.exampleHref} className="gh-link" preventScrollReset>
                    Side by side
                  </Link>
                </td>
                <td>
                  <Accepted row={row}>
                    {canAccept ? <Accept label="Accept" rows={[row]} {...{ version, nonce, typed }} /> : null}
                  </Accepted>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {several && picked.length > 0 ? (
        <div className={styles.chosen}>
          <span>
            {picked.length} of {open.length} chosen
          </span>
          <Accept
            label={`Accept ${picked.length} chosen`}
            rows={kinds.filter((row) => picked.includes(row.key))}
            {...{ version, nonce, typed }}
          />
        </div>
      ) : null}
    </>
  );
}

function Accepted({ row: { accepted }, children }: { row: KindRow; children: ReactNode }) {
  if (!accepted) {
    return (
      children ?? (
        <ToneBadge tone="wait" plain>
          Waiting for an engineer
        </ToneBadge>
      )
    );
  }
  return (
    <>
      <ToneBadge tone="good" plain>
        Accepted
      </ToneBadge>{" "}
      {accepted.note}{" "}
      <span className="gh-dim">
        {accepted.by}, <ExactTime at={accepted.at} />
      </span>
    </>
  );
}

type AcceptProps = Pick<Props, "version" | "nonce" | "typed"> & { label: string; rows: readonly KindRow[] };

/** Accepts these kinds with one note. */
function Accept({ label, rows, version, nonce, typed }: AcceptProps) {
  const keys = rows.map((row) => row.key);
  const mine = [typed.kinds ?? []].flat().join() === keys.join();
  const [first] = rows;
  return (
    <ConfirmButton
      label={label}
      title={
        rows.length === 1 ? `Accept the difference in ${first?.path}?` : `Accept these ${rows.length} differences?`
      }
      intent="acceptDifference"
      nonce={nonce}
      size="xs"
      variant="default"
      fields={{ version: String(version) }}
      inputs={
        <FormFields defaultValues={mine ? typed : {}}>
          {keys.map((key) => (
            <input key={key} type="hidden" name="kinds" value={key} />
          ))}
          <TextAreaField name="note" label="Why it is wanted" help="It stays on record with your name." rows={3} />
        </FormFields>
      }
    >
      {rows.length > 1 ? `${rows.map((row) => row.path).join(", ")}. ` : ""}It counts for this version. A further change
      has to be explained anew.
    </ConfirmButton>
  );
}
