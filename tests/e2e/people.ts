import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";

/** The people of the demo lab, by the name on the sign-in page. */
export const people = {
  provider: "Dana Whitlock",
  sales: "Maren Oduya",
  secondSales: "Jun Sato",
  engineer: "Tomas Kiel",
  programManager: "Ruth Palmgren",
  labOps: "Ines Bravo",
  admin: "Ari Dahl",
} as const;

/** A page in a browser of its own, signed in as that person. Whatever the browser complains about fails the test. */
export async function signedIn(
  browser: Browser,
  who: keyof typeof people,
  options: { width?: number; dark?: boolean } = {},
) {
  const context = await browser.newContext({
    baseURL: process.env.GATEHOUSE_E2E_URL ?? "",
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark ? "dark" : "light",
    // What is half faded in has half its contrast.
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => {
    // A page that is left while it loads its data again gives that request up.
    if (error.name !== "AbortError") complaints.push(`${page.url()}: ${error.message}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !/^AbortError|Failed to load resource/.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: people[who] }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return { page, complaints };
}

/**
 * axe finds nothing on the open page (WCAG 2.2 A and AA), no id is there twice, and nothing is wider than the window.
 * `again`: of a page that was looked at in another look, axe asks only what a look can change.
 */
export async function looksRight(page: Page, again = false): Promise<void> {
  await page.locator("h1:visible, h2:visible").first().waitFor();
  // Frames are left out, so axe needs no further page in which to join their findings.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .setLegacyMode()
    .exclude("iframe");
  const asked = again
    ? axe.withRules(["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"])
    : axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  const { violations } = await asked.analyze();
  expect(
    violations.map(
      (violation) => `${page.url()} ${violation.id}: ${violation.nodes.map((node) => node.target).join(" | ")}`,
    ),
  ).toEqual([]);
  const doubled = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
  expect(doubled, `${page.url()} uses ids twice`).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${page.url()} is wider than its window`).toBeLessThanOrEqual(0);
}
