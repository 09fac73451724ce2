import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import tsconfigPaths from "vite-tsconfig-paths";
import remixConfig from "./remix.config.js";

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}

export default defineConfig({
  plugins: [remix(remixConfig), tsconfigPaths()],
  // A cold dev cache would otherwise reload the page mid-click when a route pulls in a new package.
  optimizeDeps: { entries: ["app/entry.client.tsx", "app/root.tsx", "app/{routes,components}/**/*.{ts,tsx}"] },
  ssr: { noExternal: ["@tabler/icons-react"] },
  build: {
    chunkSizeWarningLimit: 900,
    // Routes with a loader alone have no client code, which is no news.
    rollupOptions: { onwarn: (warning, warn) => (warning.code === "EMPTY_BUNDLE" ? undefined : warn(warning)) },
  },
});
