import { Form, Link } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { EmptyState } from "../data/EmptyState";
import { FormNonce, SubmitButton } from "../forms/buttons";
import { type ConnectionState, StateBadge } from "../state/StateBadge";
import type { CodeMapPageProps } from "./CodeMapPage";
import styles from "./code-maps.module.css";

/** One connection to the system. */
export interface UseRow {
  id: string;
  href: string;
  practice: string;
  state: ConnectionState;
  /** "v2", "v2, v3 being tried" or "None". */
  uses: string;
  own: number;
  /** It has the newest version already, or cannot change now. */
  done: string | null;
}

/** Which version each connection uses; those that are ticked take the newest. */
export function CodeMapUses({ uses, version, canTake, nonce }: CodeMapPageProps) {
  if (uses.length === 0)
    return (
      <EmptyState title="No connection yet" text="A new connection to this system begins with its newest version." />
    );
  const open = version > 0 && canTake && uses.some(({ done }) => done === null);
  return (
    <Form method="post" className={styles.stack}>
      <FormNonce value={nonce} />
      <input type="hidden" name="version" value={version} />
      {open ? (
        <Callout tone="brand" title={`Bring version ${version} to connections`}>
          Each gets a new configuration version, and its gate asks for what the codes touch. Beside what is live it is
          tried first. Entries a connection has of its own stay.
        </Callout>
      ) : null}
      <table className={styles.table}>
        <thead>
          <tr>
            {open ? <th scope="col">Take</th> : null}
            <th scope="col">Practice</th>
            <th scope="col">State</th>
            <th scope="col">Version</th>
            <th scope="col">Entries of its own</th>
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <tr key={use.id}>
              {open ? (
                <td>
                  {use.done ? (
                    <span className="gh-dim">{use.done}</span>
                  ) : (
                    <input
                      type="checkbox"
                      name="connection"
                      value={use.id}
                      aria-label={`Take it for ${use.practice}`}
                    />
                  )}
                </td>
              ) : null}
              <th scope="row">
                <Link className="gh-link" to={use.href}>
                  {use.practice}
                </Link>
              </th>
              <td>
                <StateBadge kind="connection" state={use.state} />
              </td>
              <td>{use.uses}</td>
              <td className="gh-num">{use.own || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {open ? (
        <div className={styles.save}>
          <SubmitButton intent="take" size="sm">
            Take version {version}
          </SubmitButton>
        </div>
      ) : null}
    </Form>
  );
}
