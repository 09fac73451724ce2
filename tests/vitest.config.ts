import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [tsconfigPaths()],
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    exclude: ["tests/e2e/**", "node_modules/**"],
    globalSetup: ["tests/support/postgres.ts"],
    // Loading the product took each file longer than many of its tests: files share what their process has loaded, so a
    // file leaves nothing behind. What a process holds (its pool, its key) is opened and closed by `useDatabase`.
    isolate: false,
    maxWorkers: 3,
    // Beside the journeys a deadline of a test may pass for want of a processor; a fault fails twice.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
