// npm test: builds what is out of date, then runs unit and integration tests beside the journeys in a real browser.
// Prints last one plain line, `N passed, N failed`, and ends with 1 if anything failed.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";

/** Runs a command to its end. Its output is shown as it comes, or at once at the end with `later`. */
const run = (command, args, { env = {}, later = false } = {}) =>
  new Promise((resolve) => {
    const stdio = later ? ["ignore", "pipe", "pipe"] : "inherit";
    const options = { stdio, env: { ...process.env, ...env }, shell: process.platform === "win32" };
    const child = spawn(command, args, options);
    const said = [];
    child.stdout?.on("data", (data) => said.push(data));
    child.stderr?.on("data", (data) => said.push(data));
    child.on("error", () => resolve(1));
    child.on("close", (status) => {
      for (const data of said) process.stdout.write(data);
      resolve(status ?? 1);
    });
  });
mkdirSync("test-results", { recursive: true });

/** The browser: one named by the environment, the system's, Playwright's own, or Debian's, installed if we may. */
async function findBrowser() {
  const named = process.env.PLAYWRIGHT_CHROMIUM_PATH;
  const known = [named, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = () => known.find((path) => path && existsSync(path));
  if (found()) return found();
  if ((await run("npx", ["playwright", "install", "chromium"])) === 0) return "";
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "-qq", "chromium"], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  }
  return found();
}

let passed = 0;
let failed = 0;
const count = (more, wrong) => {
  passed += more;
  failed += wrong;
};
const report = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined);

async function unitTests() {
  const reporters = ["--reporter=default", "--reporter=json", "--outputFile.json=test-results/unit.json"];
  const status = await run("npx", ["vitest", "run", "-c", "tests/vitest.config.ts", ...reporters]);
  const units = report("test-results/unit.json");
  count(units?.numPassedTests ?? 0, units?.numFailedTests ?? 0);
  if (status !== 0 && !units?.numFailedTests) count(0, 1);
}

async function journeys() {
  const browser = await findBrowser();
  if (browser === undefined) {
    process.stderr.write("There is no browser: install Chromium or set PLAYWRIGHT_CHROMIUM_PATH.\n");
    return count(0, 1);
  }
  const env = browser ? { PLAYWRIGHT_CHROMIUM_PATH: browser } : {};
  const status = await run("npx", ["playwright", "test", "-c", "tests/e2e/playwright.config.ts"], { env, later: true });
  const stats = report("test-results/e2e.json")?.stats;
  count((stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0);
  if (status !== 0 && !stats?.unexpected) count(0, 1);
}

if ((await run("npm", ["run", "--silent", "build"])) !== 0) count(0, 1);
// Side by side, because the former mostly wait: for far ends, polls and the database.
await Promise.all([unitTests(), journeys()]);

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
