/**
 * The words of the REST transport.
 *
 * - idempotency key: the same for every try of one delivery, so that a receiver does a thing once however often it is told.
 * - accepted: a 2xx answer; what its body says is for the caller to read.
 * - message refused: this body will never be taken (400, 413, 415, 422); the next one may be.
 * - endpoint refused: no body will be taken until a person changes something (3xx, 401, 403, 404, 405, 410).
 */
import type { IncomingHttpHeaders } from "node:http";
import type { AllowedNetworks } from "../network/vetted-address";

/** How we prove who we are. */
export type RestAuth =
  | { kind: "none" }
  | { kind: "api-key"; header: string; value: string }
  | { kind: "basic"; username: string; password: string }
  /** Client credentials grant (RFC 6749 section 4.4); the client proves itself by HTTP basic. */
  | { kind: "oauth2"; tokenUrl: string; clientId: string; clientSecret: string; scope?: string };

export type RestSettings = {
  /** http or https, absolute. */
  url: string;
  auth: RestAuth;
  /** PEM. `cert` and `key` are our own, for far ends that ask for them (mutual TLS). */
  tls?: { ca?: string; cert?: string; key?: string };
  /** Internal networks that may be called; see `vettedAddress`. */
  allowedNetworks: AllowedNetworks;
};

/** Milliseconds. */
export type RestDeadlines = { connectMs: number; totalMs: number };

export type RestRequest = {
  method: "GET" | "POST";
  /** Added to the settings' address; values are encoded. */
  query?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  contentType?: string;
  idempotencyKey?: string;
};

export type RestAnswer =
  | { kind: "accepted"; status: number; body: Buffer; contentType: string | undefined; headers: IncomingHttpHeaders }
  /** Try again with the same key, not before `afterMs` where the far end said so. */
  | { kind: "busy"; status: number; reason: string; afterMs: number | undefined }
  | { kind: "message-refused"; status: number; reason: string }
  | { kind: "endpoint-refused"; status: number; reason: string };
