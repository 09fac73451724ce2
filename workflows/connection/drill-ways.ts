import type { DrillWay } from "~/db/schema/connections";
import type { Transport } from "~/db/schema/transports";

/**
 * The ways in which the drill can make a far end fail without harm to it. To our own server there is no line but the
 * account's.
 */
const ways: Record<Transport, readonly DrillWay[]> = {
  sftp: ["refused", "cut", "rejected", "silence"],
  rest: ["refused", "cut", "rejected", "silence"],
  mllp: ["refused", "cut", "rejected", "silence"],
  "hosted-sftp": ["refused"],
};

/** The ways of a transport in the order in which they are taken; of `chosen` alone, where something is chosen. */
export const drillWaysFor = (transport: Transport, chosen?: readonly string[]): DrillWay[] => {
  const picked = ways[transport].filter((way) => !chosen || chosen.includes(way));
  return picked.length > 0 ? picked : [...ways[transport]];
};
