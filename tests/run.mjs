// npm test: builds what is out of date, then unit and integration tests, then the journeys in a real browser.
// Prints last one plain line, `N passed, N failed`, and ends with 1 if anything failed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";

const run = (command, args, env = {}) =>
  spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env }, shell: process.platform === "win32" })
    .status ?? 1;
mkdirSync("test-results", { recursive: true });

/** The browser: one named by the environment, the system's, Playwright's own, or Debian's, installed if we may. */
function findBrowser() {
  const named = process.env.PLAYWRIGHT_CHROMIUM_PATH;
  const known = [named, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = () => known.find((path) => path && existsSync(path));
  if (found()) return found();
  if (run("npx", ["playwright", "install", "chromium"]) === 0) return "";
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "chromium"], { DEBIAN_FRONTEND: "noninteractive" });
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

if (run("npm", ["run", "--silent", "build"]) !== 0) count(0, 1);

const unit = run("npx", [
  "vitest",
  "run",
  "-c",
  "tests/vitest.config.ts",
  "--reporter=default",
  "--reporter=json",
  "--outputFile.json=test-results/unit.json",
]);
const units = report("test-results/unit.json");
count(units?.numPassedTests ?? 0, units?.numFailedTests ?? 0);
if (unit !== 0 && !units?.numFailedTests) count(0, 1);

const browser = findBrowser();
if (browser === undefined) {
  process.stderr.write("There is no browser: install Chromium or set PLAYWRIGHT_CHROMIUM_PATH.\n");
  count(0, 1);
} else {
  const status = run("npx", ["playwright", "test", "-c", "tests/e2e/playwright.config.ts"], {
    ...(browser && { PLAYWRIGHT_CHROMIUM_PATH: browser }),
  });
  const stats = report("test-results/e2e.json")?.stats;
  count((stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0);
  if (status !== 0 && !stats?.unexpected) count(0, 1);
}

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
