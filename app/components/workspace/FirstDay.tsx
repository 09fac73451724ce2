import { Form } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { ToneBadge } from "../state/StateBadge";
import { ToneIcon } from "../state/ToneIcon";
import { ExactTime } from "../Time";
import styles from "./workspace.module.css";

export interface FirstDayProps {
  /** When the close watch ends; null for one that went live before there was one. */
  until: string | null;
  /** It is watched closely now. */
  close: boolean;
  /** What raises an alert meanwhile, in words. */
  limits: string;
  canTick: boolean;
  /** `by`: who ticked it; null when it is on record by itself. */
  items: { key: string; title: string; at: string | null; by: string | null; byHand: boolean }[];
}

/** The checklist after a go-live; most of it ticks itself. */
export function FirstDay({ until, close, limits, canTick, items }: FirstDayProps) {
  const left = items.filter((item) => item.at === null).length;
  return (
    <section className={styles.box} aria-labelledby="first-day">
      <div className={styles.boxHead}>
        <h2 id="first-day">First day</h2>
        <ToneBadge tone={left === 0 ? "good" : "work"}>
          {left === 0 ? "All done" : `${items.length - left} of ${items.length} done`}
        </ToneBadge>
      </div>
      {close && until ? (
        <p className={styles.pad}>
          Watched closely until <ExactTime at={until} />: {limits} raise an alert.
        </p>
      ) : null}
      <ul className={styles.rows}>
        {items.map((item) => (
          <li key={item.key} data-item={item.key}>
            <span className={styles.mark}>
              <ToneIcon tone={item.at ? "good" : "wait"} size={15} /> {item.at ? "Done" : "Open"}
            </span>
            <span>{item.title}</span>
            {item.at ? (
              <span className="gh-dim">
                {item.by ? `${item.by}, ` : ""}
                <ExactTime at={item.at} />
              </span>
            ) : item.byHand && canTick ? (
              <Form method="post">
                <input type="hidden" name="item" value={item.key} />
                <SubmitButton intent="tickFirstDay" match={{ item: item.key }} variant="default" size="compact-xs">
                  Tick
                </SubmitButton>
              </Form>
            ) : (
              <span className="gh-dim">{item.byHand ? "Somebody ticks it" : "Ticks itself"}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
