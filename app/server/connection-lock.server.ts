import type { ConnectionRow } from "~/workflows/dispatch";

/** Why a connection in this state cannot be changed now; other states can. */
export const locked: Record<string, string> = {
  retired: "The connection has ended.",
  cancelled: "The connection was cancelled.",
};

/** What a saved change means for the connection, in a sentence. */
export const savedWords = ({ state, candidateVersion, configurationVersion }: ConnectionRow): string =>
  state === "live"
    ? `It is version ${candidateVersion}, beside live version ${configurationVersion}. See Change.`
    : "The connection needs a new test.";
