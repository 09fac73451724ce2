import { Form } from "@remix-run/react";
import { Callout } from "../data/Callout";
import { CopyId } from "../data/CopyId";
import { type Column, DataTable } from "../data/DataTable";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { ConfirmButton, SubmitButton } from "../forms/buttons";
import { FormFields } from "../forms/context";
import { TextField } from "../forms/fields";
import { ToneBadge } from "../state/StateBadge";
import type { StateWord } from "../state/tones";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./network.module.css";

export type HostKeyState = "shown" | "next" | "retired";

export interface HostKeyRow {
  id: string;
  algorithm: string;
  sha256: string;
  state: HostKeyState;
  /** Since when it is in that state. */
  since: string;
}

export interface Gateway {
  id: string;
  machine: string;
  /** Where partners reach its SFTP server; null when it has none. */
  sftpAddress: string | null;
  /** Its MLLP listeners; null when they are not switched on. */
  listeners: { port: number; error: string | null }[] | null;
  seenAt: string;
  up: boolean;
}

export interface AllowedNetworkRow {
  network: string;
  reason: string;
  by: string | null;
  at: string | null;
}

export interface NetworkPageProps {
  gateways: Gateway[];
  hostKeys: HostKeyRow[];
  /** Algorithms that have no next key yet. */
  preparable: string[];
  /** Connections that use our SFTP server: whose partners are told before a key is switched. */
  partners: number;
  networks: AllowedNetworkRow[];
  nonce: string;
  errors: Record<string, string>;
  formError: string | null;
  typed: Record<string, string | string[]>;
}

/** What partners connect to, what it shows them, and where we may connect ourselves. */
export function NetworkPage(props: NetworkPageProps) {
  return (
    <div className={styles.page}>
      <PageHeader title="Network" aside="What partners connect to, and where we connect" />
      <div className={styles.sections}>
        {props.formError ? (
          <Callout tone="stop" title={props.formError}>
            Nothing was changed.
          </Callout>
        ) : null}
        <Gateways gateways={props.gateways} />
        <HostKeys {...props} />
        <Networks {...props} />
      </div>
    </div>
  );
}

const gatewayColumns: Column<Gateway>[] = [
  {
    key: "state",
    head: "State",
    cell: (one) => <ToneBadge tone={one.up ? "good" : "stop"}>{one.up ? "Up" : "Not heard of"}</ToneBadge>,
  },
  { key: "machine", head: "Machine", cell: (one) => one.machine },
  {
    key: "sftp",
    head: "SFTP for partners",
    cell: (one) => (one.sftpAddress ? <CopyId id={one.sftpAddress} /> : <span className="gh-dim">Off</span>),
  },
  {
    key: "mllp",
    head: "MLLP ports",
    cell: (one) =>
      one.listeners === null ? (
        <span className="gh-dim">Off</span>
      ) : (
        <span className={styles.tools}>
          {one.listeners.length === 0 ? <span className="gh-dim">None asked for</span> : null}
          {one.listeners.map(({ port, error }) => (
            <ToneBadge key={port} tone={error === null ? "good" : "stop"}>
              {error === null ? String(port) : `${port} not open`}
            </ToneBadge>
          ))}
        </span>
      ),
  },
  { key: "seen", head: "Last heard of", cell: (one) => <RelativeTime at={one.seenAt} /> },
];

function Gateways({ gateways }: { gateways: Gateway[] }) {
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways">Gateways</h2>
      <DataTable
        label="Gateways"
        columns={gatewayColumns}
        rows={gateways}
        rowId={(one) => one.id}
        empty={
          <EmptyState
            title="No gateway runs"
            text="Set GATEHOUSE_SFTP_PORT and start Gatehouse again; then practices without a server of their own can leave and fetch files here."
          />
        }
      />
    </section>
  );
}

const keyStates: Record<HostKeyState, StateWord> = {
  shown: { tone: "good", word: "Shown" },
  next: { tone: "wait", word: "Comes next" },
  retired: { tone: "off", word: "Retired" },
};

function HostKeys({ hostKeys, preparable, partners, nonce }: NetworkPageProps) {
  const columns: Column<HostKeyRow>[] = [
    {
      key: "state",
      head: "State",
      cell: (key) => <ToneBadge tone={keyStates[key.state].tone}>{keyStates[key.state].word}</ToneBadge>,
    },
    { key: "algorithm", head: "Kind", cell: (key) => key.algorithm },
    {
      key: "sha256",
      head: "Fingerprint",
      cell: (key) => <span className={`gh-mono ${styles.fingerprint}`}>{key.sha256}</span>,
    },
    { key: "since", head: "Since", cell: (key) => <ExactTime at={key.since} /> },
    {
      key: "act",
      head: "",
      cell: (key) => (key.state === "next" ? <Switch hostKey={key} partners={partners} nonce={nonce} /> : null),
    },
  ];
  return (
    <section aria-labelledby="host-keys">
      <div className={styles.head}>
        <h2 id="host-keys">Host keys of our SFTP server</h2>
        <div className={styles.tools}>
          {preparable.map((algorithm) => (
            <Form method="post" key={algorithm}>
              <input type="hidden" name="algorithm" value={algorithm} />
              <SubmitButton intent="prepareHostKey" match={{ algorithm }} variant="default" size="xs">
                Prepare the next {algorithm} key
              </SubmitButton>
            </Form>
          ))}
        </div>
      </div>
      <p className={styles.lead}>
        Partners know our server by these. To change one: prepare the next, tell the partners its fingerprint (it stands
        in their specification at once), and switch when they have it. The other kind stays as it is.
      </p>
      <DataTable
        label="Host keys"
        columns={columns}
        rows={hostKeys}
        rowId={(key) => key.id}
        empty={<EmptyState title="No keys yet" text="They are made when a gateway starts for the first time." />}
      />
    </section>
  );
}

function Switch({ hostKey, partners, nonce }: { hostKey: HostKeyRow; partners: number; nonce: string }) {
  return (
    <span className={styles.tools}>
      <ConfirmButton
        label="Switch to it"
        title={`Show the next ${hostKey.algorithm} key?`}
        intent="switchHostKey"
        nonce={nonce}
        fields={{ keyId: hostKey.id }}
        size="xs"
        variant="default"
        danger
      >
        It is shown from the next connection on, and the one of now is retired for good.{" "}
        {partners === 0
          ? "No practice uses our server yet."
          : `${partners} ${partners === 1 ? "practice uses" : "practices use"} our server: one that does not know the new fingerprint can neither leave orders nor fetch results until it does. Files here are safe meanwhile.`}
      </ConfirmButton>
      <ConfirmButton
        label="Throw away"
        title="Throw the prepared key away?"
        intent="discardHostKey"
        nonce={nonce}
        fields={{ keyId: hostKey.id }}
        size="xs"
        variant="subtle"
        danger
      >
        Nobody was shown it. Partners who were told its fingerprint have to be told that it does not come.
      </ConfirmButton>
    </span>
  );
}

function Networks({ networks, nonce, errors, typed }: NetworkPageProps) {
  const columns: Column<AllowedNetworkRow>[] = [
    { key: "network", head: "Network", cell: (one) => <span className="gh-mono">{one.network}</span> },
    { key: "reason", head: "Why", cut: 48, cell: (one) => one.reason || <span className="gh-dim">–</span> },
    {
      key: "by",
      head: "Allowed by",
      cell: (one) => (
        <span className={styles.nowrap}>
          {one.by ?? "The installation"}
          {one.at ? (
            <>
              , <ExactTime at={one.at} />
            </>
          ) : null}
        </span>
      ),
    },
    {
      key: "act",
      head: "",
      cell: (one) => (
        <ConfirmButton
          label="Remove"
          title={`Stop calling ${one.network}?`}
          intent="forbidNetwork"
          nonce={nonce}
          fields={{ network: one.network }}
          size="xs"
          variant="subtle"
          danger
        >
          Endpoints in this network are not called from their next connection on. Their messages wait, and an alert says
          so.
        </ConfirmButton>
      ),
    },
  ];
  return (
    <section aria-labelledby="networks">
      <h2 id="networks">Internal networks we may call</h2>
      <p className={styles.lead}>
        Endpoints are addresses that people typed. Those in the public network are called; those in an internal one only
        when it stands here, so that nobody makes Gatehouse call what was never meant to be called.
      </p>
      <DataTable
        label="Internal networks we may call"
        columns={columns}
        rows={networks}
        rowId={(one) => one.network}
        empty={<EmptyState title="None" text="Only endpoints in the public network are called." />}
      />
      <Form method="post" className={styles.add}>
        <FormFields errors={errors} defaultValues={typed}>
          <TextField name="network" label="Network or address" help="Such as 10.20.0.0/16 or 10.20.1.4." />
          <TextField name="reason" label="Why" help="Such as: the lab system and its interface engine." />
          <SubmitButton intent="allowNetwork" variant="default" size="xs">
            Allow network
          </SubmitButton>
        </FormFields>
      </Form>
    </section>
  );
}
