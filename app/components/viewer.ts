import { useRouteLoaderData } from "@remix-run/react";

/** What a person may be at the lab, or for a practice. One person may hold several. */
export type Role = "provider" | "practice-admin" | "sales" | "engineer" | "program-manager" | "lab-ops" | "admin";

/** The signed-in person, as every page may know them. */
export interface Viewer {
  id: string;
  name: string;
  email: string;
  initials: string;
  roles: Role[];
  roleTitle: string;
  /** IANA zone; every time on the page is shown in it. */
  timeZone: string;
  practice: { id: string; name: string } | null;
}

export type ColorScheme = "light" | "dark" | "auto";

/** A short word about what the person just did. */
export interface Toast {
  kind: "done" | "failed" | "note";
  title: string;
  text?: string;
}

/** What the root loader hands to every page. */
export interface RootData {
  colorScheme: ColorScheme;
  demo: boolean;
  labName: string;
  viewer: Viewer | null;
  /** Rail counts by entry key; `<key>:urgent` above zero turns that count red. */
  badges: Record<string, number>;
  /** From the `gh_rail` cookie. */
  rail?: "open" | "collapsed";
  toast?: Toast | null;
  nonce?: string;
}

/** The root loader's data; undefined inside an error page when that loader failed. */
export function useRootData(): RootData | undefined {
  return useRouteLoaderData("root") as RootData | undefined;
}

/** The viewer's zone, or UTC for somebody not signed in. */
export function useTimeZone(): string {
  return useRootData()?.viewer?.timeZone ?? "UTC";
}
