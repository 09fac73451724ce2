import { Popover, SegmentedControl, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconLogout, IconMailbox, IconMailCog } from "@tabler/icons-react";
import { useState } from "react";
import type { ColorScheme, Viewer } from "../viewer";
import { Avatar } from "./Logo";
import styles from "./PersonMenu.module.css";

export interface MenuPlace {
  label: string;
  href: string;
}

interface Props {
  viewer: Viewer;
  signOutAction: string;
  mailHref?: string;
  /** Places that do not fit the bar on a phone. */
  places?: MenuPlace[];
  /** `row` shows name and role, `round` only the initials. */
  look: "row" | "round";
}

const schemes: { value: ColorScheme; label: string }[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "System" },
];

/** The person: theme, demo mail, sign out. */
export function PersonMenu({ viewer, signOutAction, mailHref, places = [], look }: Props) {
  const [open, setOpen] = useState(false);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const close = () => setOpen(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position={look === "row" ? "top-start" : "bottom-end"}
      width={248}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={styles.target ?? ""}
          data-look={look}
          aria-label={`${viewer.name}, ${viewer.roleTitle}. Open your menu`}
          onClick={() => setOpen(!open)}
        >
          <Avatar initials={viewer.initials} />
          {look === "row" ? (
            <span className={styles.who}>
              <span className="gh-ellipsis">{viewer.name}</span>
              <span className="gh-ellipsis gh-dim">{viewer.roleTitle}</span>
            </span>
          ) : null}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu ?? ""} data-screen-only>
        <p className={styles.head}>
          <strong className="gh-ellipsis">{viewer.name}</strong>
          <span className="gh-ellipsis">{viewer.email}</span>
          <span>Times in {viewer.timeZone.replaceAll("_", " ")}</span>
        </p>
        {places.length > 0 ? (
          <ul className={styles.places}>
            {places.map((place) => (
              <li key={place.href}>
                <Link className={styles.item} to={place.href} onClick={close}>
                  {place.label}
                </Link>
              </li>
            ))}
          </ul>
        ) : null}
        <div className={styles.part}>
          <SegmentedControl
            fullWidth
            aria-label="Colours"
            data={schemes}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as ColorScheme)}
          />
        </div>
        <Link className={styles.item} to="/account/mails" onClick={close}>
          <IconMailCog size={16} stroke={1.6} aria-hidden /> Mails you get
        </Link>
        {mailHref ? (
          <Link className={styles.item} to={mailHref} onClick={close}>
            <IconMailbox size={16} stroke={1.6} aria-hidden /> Demo mail outbox
          </Link>
        ) : null}
        <Form method="post" action={signOutAction}>
          <UnstyledButton type="submit" className={styles.item ?? ""}>
            <IconLogout size={16} stroke={1.6} aria-hidden /> Sign out
          </UnstyledButton>
        </Form>
      </Popover.Dropdown>
    </Popover>
  );
}
