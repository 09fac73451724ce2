import type { OrderabilityPageProps, ProofCell } from "~/app/components/compendium/OrderabilityPage";
import { type ProvenCell, provenCells, provenCodes, provenConnections } from "~/db/queries/orderability";
import { codeStanding } from "~/workflows/connection/code-proof-words";
import { csvOf } from "~/workflows/spreadsheet/write";
import { loadFrame, requireCatalogue } from "./compendium-frame.server";
import type { Args } from "./context.server";
import { csvDownload } from "./upload.server";

const pageSize = 50;
/** Connections beside each other; those with something wrong come first. */
const across = 24;
/** Rows of the file. */
const most = 20_000;

function wantedIn(args: Args) {
  const params = new URL(args.request.url).searchParams;
  const page = (name: string) => Math.max(1, Math.trunc(Number(params.get(name) ?? 1)) || 1);
  return {
    page: page("page"),
    columns: page("columns"),
    search: params.get("q")?.trim() ?? "",
    failingOnly: params.get("show") === "failing",
  };
}

/** Which codes have been shown to be orderable over which connections; `q`, `show`, `page` and `columns` in the URL. */
export async function loadOrderability(args: Args): Promise<OrderabilityPageProps> {
  const actor = await requireCatalogue(args);
  const wanted = wantedIn(args);
  const [frame, connections] = await Promise.all([
    loadFrame(actor, "orderability"),
    provenConnections(across, (wanted.columns - 1) * across),
  ]);
  const ids = connections.map(({ id }) => id);
  const codes = await provenCodes(ids, { ...wanted, limit: pageSize, offset: (wanted.page - 1) * pageSize });
  const cells = await provenCells(
    ids,
    codes.map(({ code }) => code),
  );
  const known = new Map(cells.map((cell) => [`${cell.connectionId} ${cell.code}`, cell]));
  const total = connections[0]?.total ?? 0;
  return {
    ...frame,
    searched: wanted.search !== "" || wanted.failingOnly,
    connections: connections.map(({ id, practice, emr, failing }) => ({
      id,
      practice,
      emr,
      failing,
      href: `/connections/${id}/codes`,
    })),
    rows: codes.map(({ code, name, kind }) => ({
      code,
      name,
      href: `/compendium/${kind === "panel" ? "panels" : "tests"}/${encodeURIComponent(code)}`,
      cells: ids.map((id) => cellOf(known.get(`${id} ${code}`))),
    })),
    paging: { kind: "page", page: wanted.page, pageSize, total: codes[0]?.total ?? 0 },
    more: {
      page: wanted.columns,
      from: (wanted.columns - 1) * across + 1,
      to: (wanted.columns - 1) * across + connections.length,
      total,
    },
  };
}

function cellOf(cell: ProvenCell | undefined): ProofCell {
  if (!cell) return { standing: "none", reason: "" };
  const standing = codeStanding(cell);
  return { standing, reason: reasonOf(standing, cell) };
}

function reasonOf(standing: ProofCell["standing"], { reason, ok, provenVersion, version }: ProvenCell): string {
  if (standing === "unproven") return "Not proven yet; that happens by itself.";
  if (standing !== "older") return reason ?? "";
  const when =
    provenVersion === version ? "before the compendium changed" : `with configuration ${provenVersion}, not ${version}`;
  return ok ? `Proven ${when}.` : `Failed ${when}: ${reason}`;
}

/** The same as a file: a line for each offered code of each connection, the picture's filters applied. */
export async function downloadOrderability(args: Args): Promise<Response> {
  await requireCatalogue(args);
  const wanted = wantedIn(args);
  const connections = await provenConnections(most, 0);
  const ids = connections.map(({ id }) => id);
  const codes = await provenCodes(ids, { ...wanted, limit: most, offset: 0 });
  const cells = await provenCells(
    ids,
    codes.map(({ code }) => code),
  );
  const byId = new Map(connections.map((one) => [one.id, one]));
  const lines = cells
    .map((cell) => ({ cell, of: byId.get(cell.connectionId), ...cellOf(cell) }))
    .filter(({ standing }) => !wanted.failingOnly || standing === "failing")
    .slice(0, most)
    .map(({ cell, of, standing, reason }) => [cell.code, of?.practice ?? "", of?.emr ?? "", standing, reason]);
  return csvDownload("orderability.csv", csvOf([["code", "practice", "emr", "standing", "reason"], ...lines]));
}
