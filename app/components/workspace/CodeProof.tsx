import { Progress } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { SubmitButton } from "../forms/buttons";
import { ToneIcon } from "../state/ToneIcon";
import { RelativeTime } from "../Time";
import styles from "./workspace.module.css";

export interface CodeProofProps {
  /** The newest that is done. */
  proof: { total: number; whole: boolean; why: string; at: string; sha256: string } | null;
  /** One that is asked for or under way. */
  pending: { done: number; total: number } | null;
  failing: { code: string; reason: string }[];
  /** Codes of the menu that this configuration was not tried with. */
  left: number;
  /** Failing codes that are not named. */
  more: number;
  /** The code somebody came for. */
  asked: string | null;
  canAsk: boolean;
  pictureHref: string | null;
}

const codes = (count: number) => `${count.toLocaleString("en-US")} ${count === 1 ? "code" : "codes"}`;

/** Whether every code of the menu was shown to be orderable over this connection, and which was not. */
export function CodeProof({ proof, pending, failing, left, more, asked, canAsk, pictureHref }: CodeProofProps) {
  const wrong = failing.length + more;
  return (
    <section className={styles.box} aria-labelledby="code-proof">
      <div className={styles.boxHead}>
        <h2 id="code-proof">
          <ToneIcon tone={wrong > 0 ? "stop" : left > 0 ? "wait" : "good"} />{" "}
          {wrong > 0
            ? `${codes(wrong)} cannot be ordered`
            : left > 0
              ? `${codes(left)} not proven yet`
              : "Every code can be ordered"}
        </h2>
        <span className={styles.tools}>
          {pictureHref ? (
            <Link to={pictureHref} className="gh-link">
              All connections
            </Link>
          ) : null}
          {canAsk ? (
            <Form method="post">
              <SubmitButton intent="proveCodes" variant="default">
                Prove again
              </SubmitButton>
            </Form>
          ) : null}
        </span>
      </div>
      <div className={styles.form}>
        {pending ? (
          <div role="status">
            {pending.done.toLocaleString("en-US")} of {codes(pending.total)} tried
            <Progress
              value={pending.total === 0 ? 0 : (pending.done / pending.total) * 100}
              size="sm"
              mt={4}
              aria-label="Codes tried"
            />
          </div>
        ) : null}
        <p className="gh-dim">
          Each code is ordered for a made-up patient, mapped as in production up to the lab's message, and read back.
          Nothing is sent and nothing is kept as a message.
          {proof ? (
            <>
              {" "}
              {proof.whole ? codes(proof.total) : `The ${codes(proof.total)} that changed`}, tried{" "}
              <RelativeTime at={proof.at} />: {proof.why}. Sealed as <span className="gh-mono">{proof.sha256}</span>.
            </>
          ) : null}
        </p>
        {failing.length > 0 ? (
          <ul className={styles.rows}>
            {failing.map(({ code, reason }) => (
              <li key={code} aria-current={code === asked ? "true" : undefined}>
                <span className="gh-mono">{code}</span>
                <span>{reason}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {more > 0 ? <p className="gh-dim">And {codes(more)} more; the picture of all connections lists them.</p> : null}
      </div>
    </section>
  );
}
