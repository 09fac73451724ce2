import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { Form, Link } from "@remix-run/react";
import { IconCheck, IconDeviceDesktop, IconLogout, IconMailbox, IconMoon, IconSun } from "@tabler/icons-react";
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

const schemes: { value: ColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "dark", label: "Dark", icon: IconMoon },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
];

/** The person: theme, demo mail, sign out. */
export function PersonMenu({ viewer, signOutAction, mailHref, places = [], look }: Props) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position={look === "row" ? "top-start" : "bottom-end"} width={220} closeOnItemClick>
      <Menu.Target>
        <UnstyledButton className={styles.target ?? ""} data-look={look} aria-label={`${viewer.name}, open your menu`}>
          <Avatar initials={viewer.initials} />
          {look === "row" ? (
            <span className={styles.who}>
              <span className="gh-ellipsis">{viewer.name}</span>
              <span className="gh-ellipsis gh-dim">{viewer.roleTitle}</span>
            </span>
          ) : null}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span className="gh-ellipsis">{viewer.email}</span>
          Times in {viewer.timeZone.replaceAll("_", " ")}
        </Menu.Label>
        {places.map((place) => (
          <Menu.Item key={place.href} component={Link} to={place.href} hiddenFrom="sm">
            {place.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Icon size={15} />}
            rightSection={colorScheme === value ? <IconCheck size={15} aria-hidden /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {mailHref ? (
          <Menu.Item component={Link} to={mailHref} leftSection={<IconMailbox size={15} />}>
            Demo mail outbox
          </Menu.Item>
        ) : null}
        <Form method="post" action={signOutAction}>
          <Menu.Item type="submit" closeMenuOnClick={false} leftSection={<IconLogout size={15} />}>
            Sign out
          </Menu.Item>
        </Form>
      </Menu.Dropdown>
    </Menu>
  );
}
