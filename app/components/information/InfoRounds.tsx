import { ExactTime } from "../Time";
import styles from "./information.module.css";
import type { InfoItem, InfoRound } from "./types";

/** What the lab asked and what it got, item by item: what was there before, what is there now. */
export function InfoRounds({ rounds }: { rounds: InfoRound[] }) {
  return rounds.map((round) => (
    <div key={round.id} className={styles.round} data-answered={round.answeredAt !== null || undefined}>
      <p className={styles.question}>{round.question}</p>
      <p className={styles.who}>
        {round.askedBy}, <ExactTime at={round.askedAt} />
      </p>
      {round.items.length > 0 ? (
        <dl className={styles.compare}>
          {round.items.map((item) => (
            <div key={item.key}>
              <dt>{item.label}</dt>
              <dd>
                <Outcome item={item} answered={round.answeredAt !== null} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {round.answeredAt ? (
        <>
          {round.answer ? <p className={styles.question}>{round.answer}</p> : null}
          <p className={styles.who}>
            Answered <ExactTime at={round.answeredAt} />
          </p>
        </>
      ) : (
        <p className={styles.who}>No answer yet; the clock stands still.</p>
      )}
    </div>
  ));
}

function Outcome({ item, answered }: { item: InfoItem; answered: boolean }) {
  const before = <span className={styles.before}>{item.before || "Nothing"}</span>;
  if (!answered) return <>{before} before, not answered yet</>;
  if (item.missing)
    return (
      <>
        They do not have this: <strong>{item.missing}</strong>
      </>
    );
  if (item.given === item.before) return <>{before}, unchanged</>;
  return (
    <>
      {item.document ? null : <>{before} → </>}
      <strong>{item.given}</strong>
    </>
  );
}
