import type { SftpOperation } from "./quirks";

/** One request the server carried out or refused; requests left hanging are not here. */
export type CompletedOperation = {
  /** ISO 8601. */
  at: string;
  account: string;
  operation: SftpOperation;
  /** Inside the account's folder, beginning with a slash. */
  path: string;
  /** Target of a rename. */
  to?: string;
  ok: boolean;
  /** On `close`: whether the handle was written to. */
  wrote?: boolean;
};

const KEPT = 20_000;

/** What the server did, oldest first, for those who judge a client by it. Keeps the last 20,000. */
export class OperationLog {
  private readonly entries: CompletedOperation[] = [];
  private readonly listeners = new Set<(operation: CompletedOperation) => void>();

  add(operation: CompletedOperation): void {
    this.entries.push(operation);
    if (this.entries.length > KEPT) this.entries.splice(0, KEPT / 10);
    for (const listener of this.listeners) listener(operation);
  }

  all(): readonly CompletedOperation[] {
    return this.entries;
  }

  /** Successful ones of a kind. */
  done(operation: SftpOperation): CompletedOperation[] {
    return this.entries.filter((entry) => entry.operation === operation && entry.ok);
  }

  /** Calls `listener` for each further operation; returns the way to stop that. */
  subscribe(listener: (operation: CompletedOperation) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
