import { Button, Checkbox, Popover } from "@mantine/core";
import { Link, useSearchParams } from "@remix-run/react";
import { IconChevronLeft, IconChevronRight, IconColumns3, IconDownload } from "@tabler/icons-react";
import styles from "./DataTable.module.css";

/** Where in the whole list this page stands. */
export type Paging =
  | { kind: "cursor"; next: string | null; first: boolean; total?: number }
  | { kind: "page"; page: number; pageSize: number; total: number };

interface Props {
  paging?: Paging;
  csvHref?: string;
  choices: { key: string; head: string; on: boolean }[];
  onChoose: (key: string, on: boolean) => void;
  count: number;
}

const number = new Intl.NumberFormat("en-US");

function place(paging: Paging | undefined, count: number): string {
  if (!paging) return count === 1 ? "1 row" : `${number.format(count)} rows`;
  if (paging.kind === "cursor") {
    return paging.total === undefined ? `${count} rows shown` : `${count} of ${number.format(paging.total)}`;
  }
  const from = (paging.page - 1) * paging.pageSize + 1;
  return `${number.format(from)} to ${number.format(from + count - 1)} of ${number.format(paging.total)}`;
}

/** Under a table: where we are, next and previous, columns, CSV. */
export function TableFoot({ paging, csvHref, choices, onChoose, count }: Props) {
  const [params] = useSearchParams();
  const to = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(params);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) next.delete(key);
      else next.set(key, value);
    }
    return `?${next}`;
  };
  const last = paging?.kind === "page" ? Math.max(1, Math.ceil(paging.total / paging.pageSize)) : 1;
  return (
    <div className={styles.foot} data-screen-only>
      <span className="gh-num">{place(paging, count)}</span>
      <span className={styles.tools}>
        {choices.length > 0 ? (
          <Popover position="top-end" shadow="md">
            <Popover.Target>
              <Button variant="subtle" color="gray" leftSection={<IconColumns3 size={14} />}>
                Columns
              </Button>
            </Popover.Target>
            <Popover.Dropdown>
              {choices.map((choice) => (
                <Checkbox
                  key={choice.key}
                  label={choice.head}
                  checked={choice.on}
                  onChange={(event) => onChoose(choice.key, event.currentTarget.checked)}
                  my={6}
                />
              ))}
            </Popover.Dropdown>
          </Popover>
        ) : null}
        {csvHref ? (
          <Button component="a" href={csvHref} variant="subtle" color="gray" leftSection={<IconDownload size={14} />}>
            Download CSV
          </Button>
        ) : null}
        {paging?.kind === "cursor" && !paging.first ? (
          <Button component={Link} to={to({ cursor: null })} variant="default">
            Back to the first
          </Button>
        ) : null}
        {paging?.kind === "cursor" && paging.next ? (
          <Button
            component={Link}
            to={to({ cursor: paging.next })}
            variant="default"
            rightSection={<IconChevronRight size={14} />}
          >
            Next
          </Button>
        ) : null}
        {paging?.kind === "page" && paging.page > 1 ? (
          <Button
            component={Link}
            to={to({ page: String(paging.page - 1) })}
            variant="default"
            leftSection={<IconChevronLeft size={14} />}
          >
            Previous
          </Button>
        ) : null}
        {paging?.kind === "page" && paging.page < last ? (
          <Button
            component={Link}
            to={to({ page: String(paging.page + 1) })}
            variant="default"
            rightSection={<IconChevronRight size={14} />}
          >
            Next
          </Button>
        ) : null}
      </span>
    </div>
  );
}
