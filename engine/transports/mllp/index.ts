/** MLLP: send a message and get its answer, or listen and give answers. Knows nothing of what a message says. */
export { type Failure, TransportError } from "../transport-error";
export { connectMllp, type MllpDeadlines, type MllpSession, type MllpSettings, type MllpTls } from "./client";
export { type FrameReader, frame, frameReader } from "./frame";
export { listenMllp, type MllpPeer, type MllpServer, type MllpServerOptions } from "./server";
