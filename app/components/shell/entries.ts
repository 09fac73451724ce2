import {
  IconArrowsLeftRight,
  IconBell,
  IconClockHour4,
  IconDeviceDesktopAnalytics,
  IconGridDots,
  IconInbox,
  IconMail,
  IconMailForward,
  IconNetwork,
  IconPackages,
  IconPlugConnected,
  IconRocket,
  IconScale,
  IconShieldSearch,
  IconTags,
  IconTargetArrow,
  IconTemplate,
  IconTestPipe,
  IconUserPlus,
  IconUsers,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Role } from "../viewer";

/** One line of the rail. */
export interface RailEntry {
  key: string;
  label: string;
  href: string;
  group: "" | "Build" | "Program" | "Administration";
  icon: ComponentType<{ size?: number | string; stroke?: number | string }>;
  roles: Role[];
}

const lab: Role[] = ["sales", "engineer", "program-manager", "lab-ops", "admin"];

/** Every place in the console, and whose rail it stands in; the server checks the right again. */
const entries: RailEntry[] = [
  {
    key: "approvals",
    label: "Approvals",
    href: "/approvals",
    group: "",
    icon: IconInbox,
    roles: ["sales", "program-manager", "admin"],
  },
  {
    key: "invitations",
    label: "Invitations",
    href: "/invitations",
    group: "",
    icon: IconUserPlus,
    roles: ["sales"],
  },
  { key: "connections", label: "Connections", href: "/connections", group: "", icon: IconPlugConnected, roles: lab },
  {
    key: "messages",
    label: "Messages",
    href: "/messages",
    group: "",
    icon: IconMail,
    roles: ["engineer", "lab-ops", "admin"],
  },
  {
    key: "ledger",
    label: "Ledger",
    href: "/ledger",
    group: "",
    icon: IconScale,
    roles: ["engineer", "program-manager", "lab-ops", "admin"],
  },
  {
    key: "alerts",
    label: "Alerts",
    href: "/alerts",
    group: "",
    icon: IconBell,
    roles: ["engineer", "program-manager", "lab-ops", "admin"],
  },
  {
    key: "templates",
    label: "Templates",
    href: "/templates",
    group: "Build",
    icon: IconTemplate,
    roles: ["engineer", "admin"],
  },
  { key: "compendium", label: "Compendium", href: "/compendium", group: "Build", icon: IconTestPipe, roles: lab },
  {
    key: "code-maps",
    label: "Code maps",
    href: "/code-maps",
    group: "Build",
    icon: IconArrowsLeftRight,
    roles: ["engineer", "lab-ops"],
  },
  {
    key: "panels",
    label: "Panels",
    href: "/panels",
    group: "Build",
    icon: IconPackages,
    roles: ["sales", "lab-ops", "program-manager"],
  },
  {
    key: "prices",
    label: "Practice prices",
    href: "/prices",
    group: "Build",
    icon: IconTags,
    roles: ["sales"],
  },
  { key: "sync", label: "Release sync", href: "/sync", group: "Build", icon: IconGridDots, roles: lab },
  {
    key: "emr",
    label: "EMR systems",
    href: "/admin/emr-systems",
    group: "Build",
    icon: IconDeviceDesktopAnalytics,
    roles: ["sales", "engineer", "program-manager", "admin"],
  },
  { key: "program", label: "Launch board", href: "/program", group: "Program", icon: IconTargetArrow, roles: lab },
  {
    key: "sla",
    label: "SLA",
    href: "/sla",
    group: "Program",
    icon: IconClockHour4,
    roles: ["sales", "program-manager", "admin"],
  },
  {
    key: "audit",
    label: "Audit trail",
    href: "/admin/audit",
    group: "Administration",
    icon: IconShieldSearch,
    roles: ["admin"],
  },
  {
    key: "network",
    label: "Network",
    href: "/admin/network",
    group: "Administration",
    icon: IconNetwork,
    roles: ["admin"],
  },
  {
    key: "go-live",
    label: "Go-live",
    href: "/admin/go-live",
    group: "Administration",
    icon: IconRocket,
    roles: ["admin"],
  },
  {
    key: "mail",
    label: "Mail",
    href: "/admin/mail",
    group: "Administration",
    icon: IconMailForward,
    roles: ["admin"],
  },
  { key: "people", label: "People", href: "/admin/people", group: "Administration", icon: IconUsers, roles: ["admin"] },
];

/** The rail of somebody with these roles. */
export function railEntries(roles: readonly Role[]): RailEntry[] {
  return entries.filter((entry) => entry.roles.some((role) => roles.includes(role)));
}
