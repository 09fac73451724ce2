import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";
import { writeCookie } from "./write-cookie";

/** Keeps the person's choice in the `gh_color_scheme` cookie, so that the server's first paint is right. */
export function colorSchemeCookie(): MantineColorSchemeManager {
  return {
    get: (fromServer: MantineColorScheme) => fromServer,
    set: (value: MantineColorScheme) => writeCookie("gh_color_scheme", value),
    subscribe: () => undefined,
    unsubscribe: () => undefined,
    clear: () => writeCookie("gh_color_scheme", "auto"),
  };
}
