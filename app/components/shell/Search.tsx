import { Kbd, UnstyledButton } from "@mantine/core";
import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import { useNavigate } from "@remix-run/react";
import { IconArrowRight, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import styles from "./Search.module.css";

/** A place the search can go to. */
export interface SearchPlace {
  id: string;
  label: string;
  href: string;
  description?: string;
}

interface Props {
  places: SearchPlace[];
  /** Turns what was typed into places of its own, such as "Open request REQ-2481"; pure and fast. */
  resolve?: (query: string) => SearchPlace[];
}

/** The box in the top bar; a click or ⌘K opens the palette. */
export function SearchButton() {
  return (
    <UnstyledButton className={styles.button ?? ""} onClick={() => spotlight.open()} aria-label="Go to anything">
      <IconSearch size={15} stroke={1.8} aria-hidden />
      <span className={styles.words}>Go to anything</span>
      <Kbd className={styles.key ?? ""}>⌘ K</Kbd>
    </UnstyledButton>
  );
}

/** The palette: pages, and ids that were typed. */
export function Search({ places, resolve }: Props) {
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const actions = useMemo(() => {
    const asAction = (place: SearchPlace, typed: boolean): SpotlightActionData => ({
      id: place.id,
      label: place.label,
      ...(place.description ? { description: place.description } : {}),
      ...(typed ? { keywords: query, leftSection: <IconArrowRight size={15} /> } : {}),
      onClick: () => navigate(place.href),
    });
    const typed = query.trim() && resolve ? resolve(query.trim()) : [];
    return [...typed.map((place) => asAction(place, true)), ...places.map((place) => asAction(place, false))];
  }, [places, resolve, query, navigate]);
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K"]}
      limit={12}
      title="Go to anything"
      centered={false}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      classNames={{
        header: "gh-vh",
        content: styles.palette ?? "",
        search: styles.search ?? "",
        action: styles.action ?? "",
      }}
      nothingFound={<span className="gh-dim">Nothing by that name. Try an id or a page.</span>}
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.8} />,
        placeholder: "Page, request, connection or message id",
        "aria-label": "Go to anything",
      }}
      transitionProps={{ duration: 100 }}
    />
  );
}
