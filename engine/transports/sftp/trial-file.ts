import { randomBytes } from "node:crypto";
import { TransportError } from "../transport-error";
import { compareWith, sha256Of } from "./compare";
import { pathOf } from "./names";
import { closeFile, createFile, look, remove, rename } from "./remote-file";
import { writeAll } from "./transfer";
import type { Wire } from "./wire";

/** The probe's test file: a few random bytes under two hidden names. */
export class TrialFile {
  private readonly bytes = randomBytes(64);
  private readonly name = `.gatehouse-probe-${randomBytes(6).toString("hex")}`;
  private readonly temp = `${this.name}.part`;
  private exists = false;

  constructor(private readonly directory: string) {}

  /** True from the first write until a successful `remove`. */
  get mayExist(): boolean {
    return this.exists;
  }

  async write(wire: Wire): Promise<void> {
    const path = pathOf(this.directory, this.temp);
    this.exists = true;
    const handle = await createFile(wire, path);
    await writeAll(wire, handle, path, this.bytes);
    await closeFile(wire, handle, path);
  }

  /** Not on a server that renames nothing: there the file keeps its first name. */
  async rename(wire: Wire): Promise<void> {
    await rename(wire, pathOf(this.directory, this.temp), pathOf(this.directory, this.name));
  }

  async readBack(wire: Wire): Promise<void> {
    const name = wire.quirks.noRename ? this.temp : this.name;
    const found = await look(wire, this.directory, name);
    if (!found) {
      const message = "The test file was written, but is not there; the server moves files away at once.";
      throw new TransportError("permanent", "no-such-file", message);
    }
    const expected = { sha256: sha256Of(this.bytes), size: this.bytes.length };
    const verdict = await compareWith(wire, this.directory, name, found, expected);
    if (verdict.kind === "same") return;
    throw new TransportError("permanent", "bytes-do-not-match", `The test file came back changed: ${verdict.why}`);
  }

  async remove(wire: Wire): Promise<void> {
    for (const name of [this.name, this.temp]) await remove(wire, pathOf(this.directory, name));
    this.exists = false;
  }
}
