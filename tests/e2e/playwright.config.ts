import { defineConfig } from "@playwright/test";

const executablePath = process.env.PLAYWRIGHT_CHROMIUM_PATH;

const beside = [
  "access-keys.spec.ts",
  "every-page.spec.ts",
  "hosted-sftp.spec.ts",
  "mllp.spec.ts",
  "template-*.spec.ts",
];

export default defineConfig({
  testDir: ".",
  // The journeys change one lab, in turn; what only looks, or changes templates or a connection of its own, goes on beside them.
  projects: [
    { name: "pages", testMatch: beside, workers: 1 },
    { name: "journeys", testMatch: "*.spec.ts", testIgnore: beside, workers: 1 },
  ],
  outputDir: "../../test-results/e2e",
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  timeout: 400_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "../../test-results/e2e.json" }]],
  globalSetup: "./server.ts",
  use: {
    viewport: { width: 1440, height: 900 },
    // Recording costs a third of a journey's time; a failure is recorded when it is tried again.
    trace: "on-first-retry",
    actionTimeout: 15_000,
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
