/** Why a connection in this state cannot be changed now; other states can. */
export const locked: Record<string, string> = {
  live: "The connection is live. Pause it to change something; it then needs a new test and signature before it runs again.",
  retired: "The connection has ended.",
  cancelled: "The connection was cancelled.",
};
