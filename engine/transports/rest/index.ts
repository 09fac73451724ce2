/** REST: one request with its credentials, and what the answer means. Knows nothing of what a message says. */
export { type Failure, TransportError } from "../transport-error";
export { retryAfterMs } from "./answer";
export { type RestClient, restClient } from "./client";
export type { RestAnswer, RestAuth, RestDeadlines, RestRequest, RestSettings } from "./contract";
export { type RestAuthKind, restSettings } from "./settings";
