import { and, gte, inArray, sql } from "drizzle-orm";
import type { LedgerPageProps, LedgerRow } from "~/app/components/operations/LedgerPage";
import { database } from "~/db/client";
import { type DayRange, fileLines, findingText, type LedgerLine, ledgerLines } from "~/db/queries/ledger";
import { ledgerChecks } from "~/db/schema";
import { getLab } from "~/workflows/lab";
import { csvOf } from "~/workflows/spreadsheet/write";
import type { Args } from "./context.server";
import { connectionNames } from "./messages.server";
import { requireActor } from "./session.server";
import { csvDownload } from "./upload.server";

const spans = [
  { value: "", label: "7 days", days: 7 },
  { value: "30", label: "30 days", days: 30 },
  { value: "90", label: "90 days", days: 90 },
];
const ways = { order: "EMR to lab", result: "Lab to EMR" } as const;
/** Findings named on the page; the alert and the command name the rest. */
const mostNamed = 50;

/** Where every message of each day is; `days` and `connection` in the URL. */
export async function loadLedger(args: Args): Promise<LedgerPageProps> {
  await requireActor(args, "message.list");
  const { range, connectionId, lines, files, names, checks } = await ledgerOf(new URL(args.request.url));
  const nameOf = (id: string) => (id === "unrouted" ? "No connection" : (names.get(id) ?? id));
  const checkOf = (line: LedgerLine) =>
    checks.find((check) => check.day === line.day && check.connectionId === line.connectionId);
  const findings = checks.flatMap((check) =>
    check.findings.map(({ kind, id, ...more }) => ({
      key: `${kind}/${id}`,
      id,
      href: id.startsWith("msg_") && kind !== "missing" ? `/messages/${id}` : null,
      words: findingText({ kind, id, ...more }),
      where: `${nameOf(check.connectionId)}, ${check.day}`,
    })),
  );
  const query = new URL(args.request.url).search;
  return {
    rows: lines.map(
      (line): LedgerRow => ({
        ...line,
        key: `${line.day}/${line.connectionId}/${line.direction}`,
        connection: nameOf(line.connectionId),
        href: line.connectionId === "unrouted" ? "/messages?view=held" : `/connections/${line.connectionId}/messages`,
        way: ways[line.direction],
        checkedAt: checkOf(line)?.checkedAt.toISOString() ?? null,
        whole: line.remainder === 0 && (checkOf(line)?.findings.length ?? 0) === 0,
      }),
    ),
    files: connectionId ? null : files.map((file) => ({ ...file, key: `${file.day}/${file.endpointId}` })),
    findings: findings.slice(0, mostNamed),
    found: findings.length,
    spans: spans.map(({ value, label }) => ({ value, label })),
    connections: [
      ...[...names].map(([value, label]) => ({ value, label })),
      { value: "unrouted", label: "No connection" },
    ],
    timeZone: range.timeZone,
    csvHref: `/ledger.csv${query}`,
  };
}

/** The same as a list. */
export async function downloadLedger(args: Args): Promise<Response> {
  await requireActor(args, "message.list");
  const { lines, names, checks } = await ledgerOf(new URL(args.request.url));
  const head = [
    "Day",
    "Connection",
    "Practice",
    "Way",
    "Received",
    "Delivered",
    "Waiting",
    "Held",
    "Dead",
    "Duplicate",
    "Discarded",
    "Remainder",
    "Checked at",
    "Findings",
    "Hash as recorded",
    "Hash as kept",
  ];
  const rows = lines.map((line) => {
    const check = checks.find((one) => one.day === line.day && one.connectionId === line.connectionId);
    return [
      line.day,
      line.connectionId,
      names.get(line.connectionId) ?? "",
      ways[line.direction],
      line.received,
      line.delivered,
      line.waiting,
      line.held,
      line.dead,
      line.duplicate,
      line.discarded,
      line.remainder,
      check?.checkedAt.toISOString() ?? "",
      check?.findings.length ?? "",
      check?.recordedHash ?? "",
      check?.keptHash ?? "",
    ];
  });
  return csvDownload("ledger.csv", csvOf([head, ...rows]));
}

async function ledgerOf(url: URL) {
  const connectionId = url.searchParams.get("connection") || undefined;
  const span = spans.find(({ value }) => value === url.searchParams.get("days")) ?? spans[0];
  const { timeZone } = (await getLab()).calendar;
  const range = lastDays(span?.days ?? 7, timeZone);
  const [lines, files, names, checks] = await Promise.all([
    ledgerLines({ ...range, ...(connectionId && { connectionId }) }),
    fileLines(range),
    connectionNames(),
    database()
      .select()
      .from(ledgerChecks)
      .where(
        and(
          gte(ledgerChecks.day, range.from),
          connectionId ? inArray(ledgerChecks.connectionId, [connectionId]) : sql`true`,
        ),
      ),
  ]);
  return { range, connectionId, lines, files, names, checks };
}

/** Today and the days before it, as the lab counts them. */
function lastDays(count: number, timeZone: string): DayRange {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const to = format.format(new Date());
  const first = new Date(`${to}T12:00:00Z`);
  first.setUTCDate(first.getUTCDate() - (count - 1));
  return { from: first.toISOString().slice(0, 10), to, timeZone };
}
