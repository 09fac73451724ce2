// Bundles the processes and the command into build/gatehouse.js and the parts it loads; packages stay in node_modules.
import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const old = existsSync("build") ? readdirSync("build").filter((name) => name.startsWith("part-")) : [];
for (const name of old) rmSync(`build/${name}`);

await build({
  entryPoints: { gatehouse: "server/gatehouse.ts" },
  outdir: "build",
  chunkNames: "part-[name]-[hash]",
  splitting: true,
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
chmodSync("build/gatehouse.js", 0o755);
