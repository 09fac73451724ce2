import { Table } from "@mantine/core";
import { Link, useLocation, useNavigation, useSearchParams } from "@remix-run/react";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type ColumnDef, flexRender, getCoreRowModel, type Header, useReactTable } from "@tanstack/react-table";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { Tone } from "../state/tones";
import styles from "./DataTable.module.css";
import { type Paging, TableFoot } from "./TableFoot";
import { useRowKeys } from "./use-row-keys";

/** One column: how it is headed, what a row shows in it, whether the server can sort by it. */
export interface Column<Row> {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** The value of `?sort=` for this column; absent means not sortable. */
  sort?: string;
  align?: "right";
  /** This cell carries the row's link; the first column does otherwise. */
  link?: boolean;
  /** Cut long text with an ellipsis at about this many characters. */
  cut?: 16 | 24 | 32 | 48;
  /** Left out where there is little room, more than a phone's, on which rows are lists. The row's own page has it. */
  spare?: boolean;
  /** People may switch it off; `hidden` starts off. */
  choice?: "shown" | "hidden";
}

export interface DataTableProps<Row> {
  /** What the table holds, for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  rowHref?: (row: Row) => string;
  /** The row shown in the panel. */
  openId?: string | null;
  /** A 3 px bar at the start of a row that needs attention. */
  rowTone?: (row: Row) => Tone | undefined;
  /** How the server sorted when the URL does not say: "name", or "-name" for descending. */
  sortedBy?: string;
  paging?: Paging;
  csvHref?: string;
  /** An EmptyState, shown instead of the table. */
  empty: ReactNode;
  /** j and k move between rows, o opens one. */
  keys?: boolean;
}

/** Spelled out because a narrow table is laid out as a list, which takes the roles away. */
const as = {
  group: { role: "rowgroup" },
  row: { role: "row" },
  head: { role: "columnheader" },
  cell: { role: "cell" },
} as const;

/** The one table: rows, order and pages come from the server; the URL holds all of it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, rowHref, openId, rowTone, paging, csvHref, empty, keys = false } = props;
  const [params] = useSearchParams();
  const sorted = params.get("sort") ?? props.sortedBy ?? "";
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body, keys);
  const [visibility, setVisibility] = useState<Record<string, boolean>>(() =>
    Object.fromEntries(columns.map((column) => [column.key, column.choice !== "hidden"])),
  );
  const byKey = useMemo(() => new Map(columns.map((column) => [column.key, column])), [columns]);
  const definitions = useMemo<ColumnDef<Row>[]>(
    () => columns.map(({ key, head }) => ({ id: key, header: head })),
    [columns],
  );
  const table = useReactTable({
    data: rows,
    columns: definitions,
    getRowId: rowId,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    manualFiltering: true,
    manualPagination: true,
    state: { columnVisibility: visibility },
    onColumnVisibilityChange: setVisibility,
  });
  const busy = useBusy();
  const linkKey = columns.find((column) => column.link)?.key ?? columns[0]?.key;
  const choices = columns.filter((column) => column.choice);
  const foot = (
    <TableFoot
      {...(paging ? { paging } : {})}
      {...(csvHref ? { csvHref } : {})}
      choices={choices.map(({ key, head }) => ({ key, head, on: visibility[key] ?? true }))}
      onChoose={(key, on) => setVisibility((now) => ({ ...now, [key]: on }))}
      count={rows.length}
    />
  );
  if (rows.length === 0) return empty;
  return (
    <div className={`${styles.wrap} gh-stack`} aria-busy={busy} data-busy={busy || undefined}>
      <div
        className={styles.scroll}
        {...(rowHref ? {} : { tabIndex: 0, role: "region", "aria-label": `${label}, table` })}
      >
        <Table className={styles.table ?? ""} role="table" verticalSpacing={0} horizontalSpacing={0} aria-label={label}>
          <thead {...as.group}>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} {...as.row}>
                {group.headers.map((header) => (
                  <HeadCell key={header.id} header={header} column={byKey.get(header.column.id)} sorted={sorted} />
                ))}
              </tr>
            ))}
          </thead>
          <tbody ref={body} {...as.group}>
            {table.getRowModel().rows.map((row) => (
              <tr
                key={row.id}
                {...as.row}
                className={styles.row ?? ""}
                data-row-id={row.id}
                data-open={row.id === openId || undefined}
                data-tone={rowTone?.(row.original)}
                data-linked={rowHref ? true : undefined}
              >
                {row.getVisibleCells().map((cell) => {
                  const column = byKey.get(cell.column.id);
                  const content = column?.cell(row.original);
                  return (
                    <td
                      key={cell.id}
                      {...as.cell}
                      data-label={column?.head}
                      data-lead={cell.column.id === linkKey || undefined}
                      data-empty={content === "–" || content === null || undefined}
                      data-align={column?.align}
                      data-cut={column?.cut}
                      data-spare={column?.spare || undefined}
                      className={column?.align ? "gh-num" : ""}
                    >
                      {rowHref && cell.column.id === linkKey ? (
                        <Link
                          className={styles.link}
                          to={rowHref(row.original)}
                          prefetch="intent"
                          preventScrollReset
                          data-row-link
                          {...(row.id === openId ? { "aria-current": "true" as const } : {})}
                        >
                          {content}
                        </Link>
                      ) : (
                        content
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      {foot}
    </div>
  );
}

interface HeadProps<Row> {
  header: Header<Row, unknown>;
  column: Column<Row> | undefined;
  sorted: string;
}

function HeadCell<Row>({ header, column, sorted }: HeadProps<Row>) {
  const [params] = useSearchParams();
  const words = flexRender(header.column.columnDef.header, header.getContext());
  if (!column?.sort)
    return (
      <th {...as.head} data-align={column?.align} data-spare={column?.spare || undefined}>
        {words}
      </th>
    );
  const up = sorted === column.sort;
  const down = sorted === `-${column.sort}`;
  const next = new URLSearchParams(params);
  next.set("sort", up ? `-${column.sort}` : column.sort);
  next.delete("cursor");
  next.delete("page");
  return (
    <th
      {...as.head}
      data-align={column.align}
      data-spare={column.spare || undefined}
      aria-sort={up ? "ascending" : down ? "descending" : "none"}
    >
      <Link className={styles.sort} to={`?${next}`} preventScrollReset data-on={up || down || undefined}>
        {words}
        {up ? <IconArrowUp size={12} aria-hidden /> : null}
        {down ? <IconArrowDown size={12} aria-hidden /> : null}
      </Link>
    </th>
  );
}

function useBusy(): boolean {
  const navigation = useNavigation();
  const { pathname } = useLocation();
  return navigation.state === "loading" && navigation.location.pathname === pathname;
}
