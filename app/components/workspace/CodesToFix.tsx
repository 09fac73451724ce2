import { Button } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconSparkles } from "@tabler/icons-react";
import { SubmitButton } from "../forms/buttons";
import styles from "./workspace.module.css";

interface Suggestion {
  emrCode: string;
  emrText: string;
  /** Why it is thought so. */
  because: string;
}

export interface CodesToFixProps {
  rows: { code: string; name: string; suggestion: Suggestion | null; askHref: string }[];
  /** How many there are beside those shown. */
  more: number;
  allHref: string;
  canEdit: boolean;
  canAsk: boolean;
}

/** Takes suggestions into the code map. */
function Accept({ rows, children }: { rows: CodesToFixProps["rows"]; children: string }) {
  const entries = rows.flatMap(({ code, suggestion }) =>
    suggestion ? [{ labCode: code, emrCode: suggestion.emrCode, emrText: suggestion.emrText }] : [],
  );
  return (
    <Form method="post">
      <input type="hidden" name="entries" value={JSON.stringify(entries)} />
      <SubmitButton intent="acceptCodes" variant="subtle" size="xs">
        {children}
      </SubmitButton>
    </Form>
  );
}

/** The offered codes the practice has no code for yet, each with what it may be. */
export function CodesToFix({ rows, more, allHref, canEdit, canAsk }: CodesToFixProps) {
  const suggested = rows.filter(({ suggestion }) => suggestion !== null);
  return (
    <div className="gh-stack">
      <table className={`${styles.table} ${styles.fix}`} aria-label="Codes that are not mapped">
        <thead>
          <tr>
            <th scope="col">Lab code</th>
            <th scope="col">Test</th>
            <th scope="col">Practice sends</th>
            <th scope="col">Suggested</th>
            <th scope="col">
              <span className="gh-vh">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.code}>
              <td className="gh-mono">{row.code}</td>
              <td data-lead>{row.name}</td>
              <td data-label="Practice sends">
                {row.suggestion ? (
                  <span className="gh-mono">{row.suggestion.emrCode}</span>
                ) : (
                  <span className="gh-dim">Nothing yet</span>
                )}
              </td>
              <td data-label="Suggested">
                {row.suggestion ? (
                  <span className={styles.guess}>
                    <IconSparkles size={14} className={styles.spark} aria-hidden /> {row.suggestion.because}
                  </span>
                ) : (
                  <span className="gh-dim">No match found</span>
                )}
              </td>
              <td className={styles.fixAct}>
                {row.suggestion && canEdit ? <Accept rows={[row]}>Accept</Accept> : null}
                {!row.suggestion && canAsk ? (
                  <Button component={Link} to={row.askHref} variant="subtle" size="xs">
                    Ask the practice
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 || (canEdit && suggested.length > 1) ? (
        <div className={styles.fixFoot}>
          {more > 0 ? (
            <Link to={allHref} className="gh-link">
              {more === 1 ? "1 more code" : `${more} more codes`}
            </Link>
          ) : (
            <span />
          )}
          {canEdit && suggested.length > 1 ? (
            <Accept rows={suggested}>{`Accept all ${suggested.length}`}</Accept>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
