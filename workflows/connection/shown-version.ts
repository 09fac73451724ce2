import type { ConnectionRow } from "../dispatch";

/** Which configuration of a connection a page shows and a change builds on. Pure. */

/** The row as it would be with that configuration in force; for what reads the version off the row. */
export const withVersion = <Row extends Pick<ConnectionRow, "configurationVersion">>(
  row: Row,
  version: number,
): Row => ({
  ...row,
  configurationVersion: version,
});

/** The row with its candidate in the place of what is in force, while it is live and has one. */
export const shown = <Row extends Pick<ConnectionRow, "state" | "configurationVersion" | "candidateVersion">>(
  row: Row,
): Row => (row.state === "live" && row.candidateVersion !== null ? withVersion(row, row.candidateVersion) : row);
