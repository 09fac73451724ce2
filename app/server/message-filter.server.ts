import type { MessageFilter } from "~/db/queries/filter-messages";
import type { MessageState } from "~/db/schema/messages";
import { reasonWords } from "./message-problem.server";

/** The saved views of the message list, by the states they show. */
export const messageViews: readonly { key: string; label: string; states: MessageState[] }[] = [
  { key: "all", label: "All", states: [] },
  { key: "waiting", label: "Waiting", states: ["queued", "sending"] },
  { key: "delivered", label: "Delivered", states: ["delivered"] },
  { key: "held", label: "Held", states: ["held"] },
  { key: "dead", label: "Dead letters", states: ["dead"] },
  { key: "duplicate", label: "Duplicates", states: ["duplicate"] },
  { key: "discarded", label: "Discarded", states: ["discarded"] },
];

/** Choices of `received`, in hours. */
const windows: Readonly<Record<string, { hours: number; words: string }>> = {
  "1h": { hours: 1, words: "in the last hour" },
  "24h": { hours: 24, words: "in the last 24 hours" },
  "7d": { hours: 168, words: "in the last 7 days" },
};

export const windowOptions = [
  { value: "", label: "Any time" },
  ...Object.entries(windows).map(([value, { words }]) => ({ value, label: words.replace("in the last", "Last") })),
];

/** What may stand in the URL of the list, and goes with it to a replay. */
export const filterNames = ["view", "q", "direction", "connection", "reason", "received", "from", "to"] as const;

export const viewOf = (params: URLSearchParams) =>
  messageViews.find((one) => one.key === params.get("view")) ?? messageViews[0];

/** The filter of a list's URL. What is not understood narrows nothing. */
export function filterOf(params: URLSearchParams, now = new Date()): MessageFilter {
  const states = viewOf(params)?.states ?? [];
  const query = params.get("q")?.trim();
  const direction = params.get("direction");
  const window = windows[params.get("received") ?? ""];
  const from = timeIn(params, "from") ?? (window && new Date(now.getTime() - window.hours * 3_600_000));
  const to = timeIn(params, "to");
  return {
    ...(states.length > 0 && { states }),
    ...(params.get("connection") && { connection: params.get("connection") ?? "" }),
    ...((direction === "order" || direction === "result") && { direction }),
    ...(params.get("reason") && { reasonCode: params.get("reason") ?? "" }),
    ...(from && { from }),
    ...(to && { to }),
    ...(query && { query }),
  };
}

function timeIn(params: URLSearchParams, name: string): Date | undefined {
  const time = new Date(params.get(name) ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The filter in words, for the record of a replay: ids and names, no patient. */
export function filterWords(filter: MessageFilter, connectionName: string | undefined): string {
  const { states = [], connection, direction, reasonCode, from, to, query } = filter;
  const time = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const parts = [
    states.length > 0 ? `state ${states.join(" or ")}` : "",
    connection === "none" ? "no connection" : (connectionName ?? connection ?? ""),
    direction === "order" ? "EMR to lab" : direction === "result" ? "lab to EMR" : "",
    reasonCode ? `reason: ${reasonWords(reasonCode)}` : "",
    from ? `received since ${time(from)}` : "",
    to ? `received before ${time(to)}` : "",
    query ? `found by ${query}` : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join("; ") : "all that stopped";
}
