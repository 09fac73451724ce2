/**
 * The lab data contract: the canonical Order and Result every connection speaks in the middle.
 *
 * Words are ours where a reader gains by it (`status: "corrected"`); the HL7 code is kept beside them wherever several
 * codes share one word. A field that is absent was not stated; nothing is ever guessed. Growing the contract by optional
 * fields keeps its version; anything else is a new one.
 */
export const CONTRACT_VERSION = "1.0";
export * from "./attachments";
export { type ContractCheck, orderCheck, resultCheck } from "./check";
export * from "./fields";
export * from "./observation";
export * from "./order";
export * from "./parts";
export * from "./patient";
export { partialDateTime } from "./primitives";
export * from "./result";
export * from "./specimen";
