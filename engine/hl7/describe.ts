import { parseDtm } from "./dtm";
import { get } from "./read";
import type { Charset, Message } from "./types";

/** What the header says about a message. Absent when the header does not say. */
export interface MessageDescription {
  /** MSH-9.1, such as ORU */
  readonly type?: string;
  /** MSH-9.2, such as R01 */
  readonly trigger?: string;
  readonly structure?: string;
  readonly controlId?: string;
  readonly version?: string;
  /** The one the bytes were read with, not merely the one declared. */
  readonly charset: Charset;
  readonly processingId?: string;
  readonly sendingApplication?: string;
  readonly sendingFacility?: string;
  readonly receivingApplication?: string;
  readonly receivingFacility?: string;
  /** MSH-7 as ISO text, with the precision and zone it was sent with. */
  readonly sentAt?: string;
  readonly segmentCount: number;
}

const HEADER_FIELDS = {
  type: "MSH-9.1",
  trigger: "MSH-9.2",
  structure: "MSH-9.3",
  controlId: "MSH-10",
  version: "MSH-12.1",
  processingId: "MSH-11.1",
  sendingApplication: "MSH-3.1",
  sendingFacility: "MSH-4.1",
  receivingApplication: "MSH-5.1",
  receivingFacility: "MSH-6.1",
} as const;

export function describe(message: Message): MessageDescription {
  const header: Partial<Record<keyof typeof HEADER_FIELDS, string>> = {};
  for (const [name, path] of Object.entries(HEADER_FIELDS) as [keyof typeof HEADER_FIELDS, string][]) {
    const value = get(message, path);
    if (value !== undefined) header[name] = value;
  }
  const sentAt = parseDtm(get(message, "MSH-7.1") ?? "");
  return { ...header, ...(sentAt && { sentAt }), charset: message.charset, segmentCount: message.segments.length };
}
