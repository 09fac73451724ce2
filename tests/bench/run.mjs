// npm run bench: measures the code as it ships, bundled as server/bundle.mjs does it. A transpiler in the running process
// would be measured too: it wraps every inner function.
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const outfile = ".cache/bench/run.mjs";
await build({
  entryPoints: ["tests/bench/run.ts"],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  tsconfig: "tsconfig.json",
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
