// npm start: builds when the sources are newer than the build, then hands over to `gatehouse up`.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  process.stderr.write(`gatehouse: Node 20 or newer is needed; this is ${process.versions.node}.\n`);
  process.exit(1);
}
process.chdir(join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, ".."));

const newest = (path) => {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
};
const sources = [
  "app",
  "db",
  "emails",
  "engine",
  "server",
  "workflows",
  "public",
  "package-lock.json",
  "vite.config.ts",
  "remix.config.js",
];
const built = Math.min(
  ...["build/gatehouse.js", "build/server/index.js"].map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)),
);
if (Math.max(...sources.map(newest)) > built) {
  process.stdout.write("Building Gatehouse, this takes about half a minute the first time…\n");
  const { status } = spawnSync("npm", ["run", "--silent", "build"], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}
process.argv[1] = join(process.cwd(), "build", "gatehouse.js");
process.argv.splice(2, process.argv.length, "up");
await import(new URL("../build/gatehouse.js", import.meta.url).href);
