// Bundles the processes and the command into build/gatehouse.js; packages stay in node_modules.
import { chmodSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["server/cli.ts"],
  outfile: "build/gatehouse.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  tsconfig: "tsconfig.json",
  jsx: "automatic",
  banner: { js: "#!/usr/bin/env node" },
  logLevel: "warning",
});
chmodSync("build/gatehouse.js", 0o755);
