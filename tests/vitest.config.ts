import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig } from "vitest/config";

/** Tests of the pure cores leave nothing behind, so they share what one process has loaded. */
const pure = ["tests/engine/{hl7,contract,mapping,json}/**/*.test.ts"];

export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    maxWorkers: 3,
    // Beside the journeys a deadline of a test may pass for want of a processor; a fault fails twice.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
          exclude: [...pure, "tests/e2e/**", "node_modules/**"],
          globalSetup: ["tests/support/postgres.ts"],
        },
      },
    ],
  },
});
