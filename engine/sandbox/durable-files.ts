/** How the simulators keep files: whole or not at all, never over another, and ledgers that survive a kill. */
import { link, mkdir, open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a hidden temp file and renames it, so that a reader never sees half of it. Replaces an existing file. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const temp = join(dirname(path), `.${basename(path)}.tmp`);
  const file = await open(temp, "w", 0o640);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temp, path);
}

/** Moves a file into a folder; a taken name gets a number. Returns the name used. */
export async function moveAside(path: string, folder: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? basename(path) : `${basename(path)}.${attempt}`;
    try {
      await link(path, join(folder, name));
      await unlink(path);
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Names of the finished plain files of a folder, sorted. */
export async function finishedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".") && !/\.(tmp|part|filepart)$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** One JSON object per line, only ever appended to. A last line cut short by a kill is ignored. */
export class Ledger<T> {
  private constructor(
    private readonly path: string,
    readonly entries: T[],
  ) {}

  static async open<T>(path: string): Promise<Ledger<T>> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    const end = text.lastIndexOf("\n") + 1;
    if (end < text.length) {
      const file = await open(path, "r+");
      await file.truncate(Buffer.byteLength(text.slice(0, end)));
      await file.close();
    }
    const lines = text.slice(0, end).split("\n").filter(Boolean);
    return new Ledger(
      path,
      lines.map((line) => JSON.parse(line) as T),
    );
  }

  /** On disk when it returns. */
  async append(entry: T): Promise<void> {
    const file = await open(this.path, "a", 0o640);
    try {
      await file.appendFile(`${JSON.stringify(entry)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    this.entries.push(entry);
  }
}
