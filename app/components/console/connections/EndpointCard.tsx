import { Form } from "@remix-run/react";
import { IconCheck, IconX } from "@tabler/icons-react";
import { Callout } from "../../data/Callout";
import { CopyId } from "../../data/CopyId";
import { KeyValue } from "../../data/KeyValue";
import { FormNonce, SubmitButton } from "../../forms/buttons";
import { ToneBadge } from "../../state/StateBadge";
import { ExactTime, RelativeTime } from "../../Time";
import { hopWords } from "../../time-words";
import styles from "./connections.module.css";
import { EndpointForm } from "./EndpointForm";
import type { EndpointCardView } from "./types";

interface Props {
  view: EndpointCardView;
  nonce: string;
  errors: Record<string, string>;
  defaultValues: Record<string, string | string[]>;
}

const titles = { emr: "EMR side", lis: "Lab side" };

/** One side: its settings, its host key, its last check. */
export function EndpointCard({ view, nonce, errors, defaultValues }: Props) {
  const mine = defaultValues.side === view.side;
  const titleId = `side-${view.side}`;
  return (
    <section className={styles.box} aria-labelledby={titleId}>
      <div className={styles.boxHead}>
        <h2 id={titleId}>{titles[view.side]}</h2>
        {view.check ? (
          <ToneBadge tone={view.check.ok ? "good" : "stop"} plain>
            {view.check.ok ? "Check passed" : "Check failed"}
          </ToneBadge>
        ) : (
          <span>{view.endpoint ? "Not checked yet" : "Not set up yet"}</span>
        )}
      </div>
      {view.canEdit ? (
        <EndpointForm
          key={`${view.endpoint?.host} ${view.endpoint?.secretSetAt}`}
          view={view}
          nonce={nonce}
          errors={mine ? errors : {}}
          typed={mine ? defaultValues : {}}
        />
      ) : (
        <ReadOnly view={view} />
      )}
      {view.endpoint ? <HostKey view={view} nonce={nonce} /> : null}
      {view.endpoint ? <Check view={view} nonce={nonce} /> : null}
    </section>
  );
}

function ReadOnly({ view }: { view: EndpointCardView }) {
  const { endpoint, readOnlyReason } = view;
  return (
    <div className={styles.boxBody}>
      {readOnlyReason ? <p className="gh-dim">{readOnlyReason}</p> : null}
      {endpoint ? (
        <KeyValue
          facts={[
            { label: "Name", value: endpoint.name },
            { label: "Host", value: <span className="gh-mono">{`${endpoint.host}:${endpoint.port}`}</span> },
            { label: "User name", value: <span className="gh-mono">{endpoint.username}</span> },
            { label: "Signs in with", value: endpoint.authKind === "password" ? "A password" : "A private key" },
            { label: "Picks up from", value: <span className="gh-mono">{endpoint.pickupDirectory}</span> },
            { label: "Drops into", value: <span className="gh-mono">{endpoint.dropDirectory}</span> },
            { label: "Archive", value: endpoint.archiveDirectory || "Files are deleted after pick-up" },
            { label: "Files", value: <span className="gh-mono">{endpoint.filePattern}</span> },
            { label: "Looks every", value: `${endpoint.pollSeconds} s` },
          ]}
        />
      ) : null}
    </div>
  );
}

function HostKey({ view, nonce }: { view: EndpointCardView; nonce: string }) {
  const { pinned, found, side } = view;
  return (
    <div className={styles.part}>
      <h3>Host key</h3>
      {pinned ? (
        <div className={styles.key}>
          <CopyId id={`SHA256:${pinned.sha256}`} label="Copy the pinned key" />
          <p className="gh-dim">
            Pinned{pinned.by ? ` by ${pinned.by}` : ""}, <ExactTime at={pinned.at} />. Any other key is refused.
          </p>
        </div>
      ) : null}
      {found ? (
        <Form method="post" className={styles.key} data-found preventScrollReset>
          <FormNonce value={nonce} />
          <input type="hidden" name="side" value={side} />
          <input type="hidden" name="sha256" value={found.sha256} />
          <p>
            The server shows <strong>{found.algorithm}</strong>
          </p>
          <p>
            <CopyId id={`SHA256:${found.sha256}`} label="Copy the found key" />
          </p>
          <p>Compare it with what the other side told you over another way.</p>
          {view.canEdit ? (
            <div className={styles.row}>
              <SubmitButton intent="pinHostKey" match={{ side }}>
                Confirm and pin this key
              </SubmitButton>
            </div>
          ) : null}
        </Form>
      ) : null}
      {view.canEdit && !found ? (
        <Form method="post" className={styles.row} preventScrollReset>
          <FormNonce value={nonce} />
          <input type="hidden" name="side" value={side} />
          <SubmitButton intent="lookUpHostKey" match={{ side }} variant="default">
            {pinned ? "Look up the key again" : "Look up the host key"}
          </SubmitButton>
          {pinned ? null : <span className="gh-dim">Nothing is sent before the key is pinned.</span>}
        </Form>
      ) : null}
    </div>
  );
}

function Check({ view, nonce }: { view: EndpointCardView; nonce: string }) {
  const { check, side, pinned } = view;
  const failed = check?.steps.find((step) => !step.ok);
  return (
    <div className={styles.part}>
      <h3>Connectivity</h3>
      {check ? (
        <>
          <p className="gh-dim">
            {check.ok ? "Every step worked" : failed ? `Stopped at: ${failed.step}` : "Did not finish"},{" "}
            <RelativeTime at={check.at} />
          </p>
          <ol className={styles.steps}>
            {check.steps.map((step) => (
              <li key={step.step} data-tone={step.ok ? "good" : "stop"}>
                {step.ok ? (
                  <IconCheck size={15} role="img" aria-label="worked" />
                ) : (
                  <IconX size={15} role="img" aria-label="failed" />
                )}
                <strong>{step.step}</strong>
                <span>{step.detail}</span>
                <span className="gh-num">{hopWords(step.ms)}</span>
              </li>
            ))}
          </ol>
        </>
      ) : null}
      {view.canEdit ? (
        pinned ? (
          <Form method="post" className={styles.row} preventScrollReset>
            <FormNonce value={nonce} />
            <input type="hidden" name="side" value={side} />
            <SubmitButton intent="checkEndpoint" match={{ side }} variant={check?.ok ? "default" : "light"}>
              {check ? "Check again" : "Check connectivity"}
            </SubmitButton>
            <span className="gh-dim">Nine steps, with a test file that is removed again.</span>
          </Form>
        ) : (
          <p className="gh-dim">Pin the host key first.</p>
        )
      ) : null}
      {!check && !view.canEdit ? <Callout tone="off" title="Not checked yet" /> : null}
    </div>
  );
}
