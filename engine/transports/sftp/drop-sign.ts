import { TransportError } from "../transport-error";
import { pathOf } from "./names";
import { closeFile, createFile, look } from "./remote-file";
import type { Wire } from "./wire";

/**
 * Puts the sign beside a file that is whole: an empty file the receiver waits for. One that is there already is as good.
 * A failure is `ambiguous`: the file itself has arrived, and the next try finds it and puts the sign.
 */
export async function putSign(wire: Wire, directory: string, sign: string | undefined): Promise<void> {
  if (sign === undefined) return;
  const path = pathOf(directory, sign);
  try {
    await closeFile(wire, await createFile(wire, path), path);
  } catch (error) {
    // Servers differ in how they refuse a name that is taken; only the name itself tells.
    if (wire.alive && (await look(wire, directory, sign).catch(() => undefined))) return;
    const seen = error instanceof Error ? ` ${error.message}` : "";
    const message = `The file is there, and its sign ${sign} could not be put beside it.${seen}`;
    throw new TransportError("ambiguous", "sign-missing", message, error);
  }
}
