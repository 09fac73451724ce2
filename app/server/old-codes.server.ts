import type { OldCodesPageProps } from "~/app/components/compendium/OldCodesPage";
import type { PortalOldCodesProps } from "~/app/components/pages/PortalOldCodes";
import { type OldCodeFilter, oldCodes } from "~/db/queries/old-codes";
import { codeReasons } from "~/engine/mapping";
import { reasonWords } from "~/workflows/connection/code-policy-words";
import { nextStepFor } from "~/workflows/order/old-codes";
import { csvOf } from "~/workflows/spreadsheet/write";
import { loadFrame, requireCatalogue } from "./compendium-frame.server";
import type { Args } from "./context.server";
import { csvDownload } from "./upload.server";

const pageSize = 50;
/** Rows of the file. */
const most = 10_000;
const outcomes = ["held", "substituted", "passed"] as const;

function filterIn(args: Args): OldCodeFilter & { page: number } {
  const params = new URL(args.request.url).searchParams;
  const page = Math.max(1, Math.trunc(Number(params.get("page") ?? 1)) || 1);
  const why = params.get("reason");
  return {
    days: params.get("days") === "90" ? 90 : 30,
    reason: why === "all" ? "all" : (codeReasons.find((one) => one === why) ?? "discontinued"),
    outcome: outcomes.find((one) => one === params.get("outcome")) ?? null,
    search: params.get("q")?.trim() ?? "",
    limit: pageSize,
    offset: (page - 1) * pageSize,
    page,
  };
}

/** Who still orders codes that should not be ordered; `days`, `reason`, `outcome`, `q` and `page` in the URL. */
export async function loadOldCodes(args: Args): Promise<OldCodesPageProps> {
  const actor = await requireCatalogue(args);
  const { page, ...filter } = filterIn(args);
  const [frame, rows] = await Promise.all([loadFrame(actor, "old-codes"), oldCodes(filter)]);
  return {
    ...frame,
    days: filter.days,
    searched: filter.search !== "" || filter.outcome !== null || filter.reason !== "discontinued",
    rows: rows.map((row) => {
      const { connectionId, practice, emr, code, emrCode, orders, held, substituted, passed, replacement } = row;
      return {
        ...{ connectionId, practice, emr, code, emrCode, orders, held, substituted, passed, replacement },
        reason: reasonWords[row.reason],
        lastAt: new Date(row.lastAt).toISOString(),
        ...nextStepFor(row),
        updateHref: row.syncId && `/sync/${row.syncId}`,
      };
    }),
    reasons: codeReasons
      .filter((reason) => reason !== "discontinued")
      .map((value) => ({ value, label: reasonWords[value] })),
    paging: { kind: "page", page, pageSize, total: rows[0]?.total ?? 0 },
  };
}

const heads = [
  "practice",
  "emr",
  "code",
  "practice_code",
  "reason",
  "orders",
  "held",
  "replaced",
  "passed",
  "last_ordered",
  "replacement",
  "update",
  "next_step",
];

/** The same as a file, with the page's filters. */
export async function downloadOldCodes(args: Args): Promise<Response> {
  await requireCatalogue(args);
  const { page: _, ...filter } = filterIn(args);
  const rows = await oldCodes({ ...filter, limit: most, offset: 0 });
  const lines = rows.map((row) => {
    const { told, label } = nextStepFor(row);
    const counts = [row.orders, row.held, row.substituted, row.passed];
    const about = [row.practice, row.emr, row.code, row.emrCode, reasonWords[row.reason]];
    return [...about, ...counts, new Date(row.lastAt).toISOString(), row.replacement ?? "", told, label];
  });
  return csvDownload("old-codes.csv", csvOf([heads, ...lines]));
}

/** A practice's own: what of its orders of the last 30 days had a code that has ended. The caller has checked who asks. */
export async function oldCodesOf(connectionId: string): Promise<PortalOldCodesProps["rows"]> {
  const filter = { days: 30, reason: "discontinued", outcome: null, search: "", limit: 20, offset: 0 } as const;
  const rows = await oldCodes({ ...filter, connectionId });
  return rows.map(({ code, emrCode, orders, held, substituted, replacement, lastAt }) => ({
    code: emrCode === code ? code : `${emrCode} (${code} at the lab)`,
    replacement,
    orders,
    held,
    substituted,
    lastAt: new Date(lastAt).toISOString(),
  }));
}
