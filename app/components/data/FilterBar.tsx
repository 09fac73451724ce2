import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { Form, Link, useLocation, useSearchParams, useSubmit } from "@remix-run/react";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import styles from "./FilterBar.module.css";

/** One select of the bar; its value stands in the URL under `name`. */
export interface Filter {
  name: string;
  label: string;
  /** The first option is the one for no filter; its value is "". */
  options: { value: string; label: string }[];
}

interface Props {
  /** Omit for a bar without a search box; its words stand in `?q=`. */
  search?: { placeholder: string; name?: string };
  filters?: Filter[];
  /** Parameters that a new filter keeps, such as `view` and `sort`. */
  keep?: string[];
  children?: ReactNode;
}

/** Search and filters of a list: a plain GET form that sends itself while one types; the URL holds everything. */
export function FilterBar({ search, filters = [], keep = ["view", "sort"], children }: Props) {
  const [params] = useSearchParams();
  const { pathname } = useLocation();
  const submit = useSubmit();
  const form = useRef<HTMLFormElement>(null);
  const send = () => {
    if (!form.current) return;
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form.current))
      if (typeof value === "string" && value) wanted.set(name, value);
    submit(wanted, { method: "get", action: pathname, replace: true, preventScrollReset: true });
  };
  const sendSoon = useDebouncedCallback(send, 250);
  const searchName = search?.name ?? "q";
  const names = [...(search ? [searchName] : []), ...filters.map((filter) => filter.name)];
  const kept = keep.filter((name) => params.get(name));
  // The address leads: another view, "Clear" and the way back change what the fields show.
  useEffect(() => {
    for (const field of form.current?.elements ?? []) {
      const shown = field instanceof HTMLSelectElement || field instanceof HTMLInputElement ? field : null;
      if (shown && shown.type !== "hidden" && shown.name && shown !== document.activeElement)
        shown.value = params.get(shown.name) ?? "";
    }
  }, [params]);
  const active = names.some((name) => params.get(name));
  const cleared = new URLSearchParams(kept.map((name) => [name, params.get(name) ?? ""]));
  return (
    <Form ref={form} method="get" className={styles.bar} role="search" preventScrollReset data-screen-only>
      {kept.map((name) => (
        <input key={name} type="hidden" name={name} value={params.get(name) ?? ""} />
      ))}
      {search ? (
        <TextInput
          type="search"
          name={searchName}
          defaultValue={params.get(searchName) ?? ""}
          placeholder={search.placeholder}
          aria-label={search.placeholder}
          leftSection={<IconSearch size={14} aria-hidden />}
          onChange={sendSoon}
          className={styles.search ?? ""}
        />
      ) : null}
      {filters.map((filter) => (
        <NativeSelect
          key={filter.name}
          name={filter.name}
          aria-label={filter.label}
          data={filter.options}
          defaultValue={params.get(filter.name) ?? ""}
          onChange={send}
        />
      ))}
      <button type="submit" className="gh-vh" tabIndex={-1}>
        Apply
      </button>
      {active ? (
        <Button component={Link} to={`${pathname}?${cleared}`} reloadDocument={false} variant="subtle" color="gray">
          Clear
        </Button>
      ) : null}
      {children}
    </Form>
  );
}
