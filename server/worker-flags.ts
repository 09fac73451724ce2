/**
 * How Node is started for a worker. A batch of messages is short-lived garbage; with V8's default young generation of
 * 16 MiB it is copied again and again before it dies.
 */
export const workerFlags = ["--max-semi-space-size=64"];
