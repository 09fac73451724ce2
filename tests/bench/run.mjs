// npm run bench: measures the code as it ships, bundled as server/bundle.mjs does it. A transpiler in the running process
// would be measured too: it wraps every inner function.
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const outdir = ".cache/bench";
await build({
  entryPoints: ["tests/bench/run.ts", "tests/bench/pipeline-worker.ts"],
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  tsconfig: "tsconfig.json",
  logLevel: "warning",
});
await import(pathToFileURL(`${outdir}/run.mjs`).href);
