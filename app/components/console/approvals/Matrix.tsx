import styles from "./approvals.module.css";
import type { ApprovalPanelProps } from "./types";

const five = [1, 2, 3, 4, 5];

function Score({ value, best }: { value: number; best: boolean }) {
  return (
    <td className={styles.score} data-best={best || undefined}>
      <span className={styles.bars} aria-hidden="true">
        {five.map((step) => (
          <span key={step} data-on={step <= value || undefined} />
        ))}
      </span>
      <span className="gh-num">{value}</span>
    </td>
  );
}

/** The five criteria scored for both transports, the totals, and what they recommend. */
export function Matrix({ matrix }: { matrix: ApprovalPanelProps["matrix"] }) {
  const sftp = matrix.recommended === "sftp";
  return (
    <>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">
              <span className="gh-vh">Criterion</span>
            </th>
            <th scope="col" data-best={sftp || undefined}>
              HL7 over SFTP
            </th>
            <th scope="col" data-best={!sftp || undefined}>
              REST API
            </th>
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <tr key={row.criterion}>
              <th scope="row">
                {row.criterion}
                {row.weight !== undefined && row.weight !== 1 ? <span className="gh-dim"> × {row.weight}</span> : null}
              </th>
              <Score value={row.sftp} best={sftp} />
              <Score value={row.rest} best={!sftp} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              Total <span className="gh-dim">of {matrix.outOf}</span>
            </th>
            <td data-best={sftp || undefined}>{matrix.sftp}</td>
            <td data-best={!sftp || undefined}>{matrix.rest}</td>
          </tr>
        </tfoot>
      </table>
      <p className={styles.recommendation}>
        <strong>{sftp ? "SFTP" : "REST"} recommended.</strong> {matrix.note}
      </p>
    </>
  );
}
