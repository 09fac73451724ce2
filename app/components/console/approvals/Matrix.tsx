import styles from "./approvals.module.css";
import type { MatrixProps, TransportHistory } from "./types";

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

const rateWords = (rate: number) => (rate > 0 && rate < 0.1 ? "under 0.1" : rate.toFixed(1));

/** What the lab's own connections say beside the scores. */
const seen: { label: string; words: (history: TransportHistory) => string }[] = [
  { label: "Live with us", words: ({ live }) => String(live) },
  {
    label: "Approval to live",
    words: ({ medianDays }) =>
      medianDays === null ? "–" : medianDays < 1 ? "under a day" : `${medianDays.toFixed(1)} days`,
  },
  {
    label: "Incidents per 1,000",
    words: ({ incidents }) => (incidents === null ? "–" : rateWords(incidents)),
  },
];

/** The criteria scored for both transports, the totals, what they recommend, and what the lab has seen of each. */
export function Matrix({ matrix }: { matrix: MatrixProps }) {
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
            <tr key={row.name}>
              <th scope="row">
                {row.name}
                {row.weight !== 1 ? <span className="gh-dim"> × {row.weight}</span> : null}
              </th>
              <Score value={row.sftp} best={sftp} />
              <Score value={row.rest} best={!sftp} />
            </tr>
          ))}
        </tbody>
        <tbody className={styles.total}>
          <tr>
            <th scope="row">
              Total <span className="gh-dim">of {matrix.outOf}</span>
            </th>
            <td data-best={sftp || undefined}>{matrix.sftp}</td>
            <td data-best={!sftp || undefined}>{matrix.rest}</td>
          </tr>
        </tbody>
        <tbody className={styles.seen}>
          {seen.map(({ label, words }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="gh-num">{words(matrix.history.sftp)}</td>
              <td className="gh-num">{words(matrix.history.rest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.recommendation}>
        <strong>{sftp ? "SFTP" : "REST"} recommended.</strong> {matrix.note}
      </p>
    </>
  );
}
