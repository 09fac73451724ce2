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
    changes: [
      [
        "  await withTransaction(async (tx) => {\n    await fence(tx, lease);\n    const kept = await storeArrivals(",
        `  await disposeAll(lease, endpoint, session, files.map(({ row, sha256 }) => ({ ...row, sha256 })));\n$&`,
      ],
    ],
  },
  // A transaction whose connection was lost goes on outside of it, on another one, and the database lets it.
  guard: {
    file: "db/client.ts",
    changes: [
      ["  guardTransactions(client, deadlineMs);\n", ""],
      // The fewer there are, the sooner the lost one is opened again by somebody else.
      ["max: options.max ?? defaults.max,", "max: 1,"],
      ["application_name: options.name,\n", `$&"app.tx": "broken",\n`],
    ],
  },
  // A file becomes visible without a word about it beforehand.
  intent: {
    file: "engine/pipeline/intent.ts",
    changes: [["renameIntentAt: sql`now()`,", "renameIntentAt: null,"]],
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
    const { file, changes } = breakings[name];
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.replaceAll("\\", "/").includes(`/${file}`)) return undefined;
      let contents = await readFile(path, "utf8");
      for (const [text, by] of changes) {
        if (!contents.includes(text)) continue;
        broken++;
        contents = contents.replace(text, () => by.replace("$&", text));
      }
      return { contents, loader: "ts" };
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
if (name && broken !== breakings[name].changes.length)
  throw new Error(`Not every place to break for ${name} was found.`);
await import(pathToFileURL(`${outdir}/run.mjs`).href);
