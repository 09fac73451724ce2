// Bundles the processes and the command into build/command.js, which build/gatehouse.js starts; packages stay in node_modules.
import { chmodSync, copyFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["server/cli.ts"],
  outfile: "build/command.js",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  tsconfig: "tsconfig.json",
  jsx: "automatic",
  logLevel: "warning",
});
copyFileSync("server/gatehouse.mjs", "build/gatehouse.js");
chmodSync("build/gatehouse.js", 0o755);
