// npm run torture: the harness and its workers, bundled as the product ships. `--break NAME` bundles workers in which one
// guarantee is taken out, to show that the harness sees it; the product itself holds no code for that.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** What is replaced where. A text that is not there any more fails the build, so that no control goes blind. */
const breakings = {
  // Files are moved away before the commit that takes them in.
  acceptance: {
    file: "engine/pipeline/intake.ts",
    text: "  await withTransaction(async (tx) => {\n    await fence(tx, lease);\n    await storeArrivals(",
    by: `  await disposeAll(lease, endpoint, session, files.map(({ row, sha256 }) => ({ ...row, sha256 })));\n$&`,
  },
  // A file becomes visible without a word about it beforehand.
  intent: {
    file: "engine/pipeline/intent.ts",
    text: "renameIntentAt: sql`now()`,",
    by: "renameIntentAt: null,",
  },
};

const at = process.argv.indexOf("--break");
const name = at < 0 ? undefined : process.argv[at + 1];
if (name !== undefined && !breakings[name]) {
  process.stderr.write(`Break what? ${Object.keys(breakings).join(", ")}\n`);
  process.exit(2);
}

let broken = 0;
const breaker = {
  name: "breaker",
  setup({ onLoad }) {
    const { file, text, by } = breakings[name];
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.replaceAll("\\", "/").includes(`/${file}`)) return undefined;
      const source = await readFile(path, "utf8");
      if (!source.includes(text)) return undefined;
      broken++;
      return { contents: source.replace(text, () => by.replace("$&", text)), loader: "ts" };
    });
  },
};

const outdir = `.cache/torture/${name ?? "whole"}`;
const options = {
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  tsconfig: "tsconfig.json",
  logLevel: "warning",
};
await build({ ...options, entryPoints: ["tests/torture/run.ts"] });
await build({ ...options, entryPoints: ["tests/support/lane-worker.ts"], plugins: name ? [breaker] : [] });
if (name && broken !== 1) throw new Error(`The place to break for ${name} was found ${broken} times.`);
await import(pathToFileURL(`${outdir}/run.mjs`).href);
