import { claimFile } from "./claim";
import type { SftpSession } from "./contract";
import { disposeFile } from "./dispose";
import { dropFile, recoverDropped } from "./drop";
import { listFiles, listFolders } from "./list";
import { readFile } from "./read";
import { fileType, look, remoteFile } from "./remote-file";
import type { Wire } from "./wire";

/** The verbs on one connection. */
export function sessionOn(wire: Wire): SftpSession {
  return {
    get alive() {
      return wire.alive;
    },
    hostKeySha256: wire.hostKeySha256,
    list: (directory, options) => listFiles(wire, directory, options),
    folders: (directory, options) => listFolders(wire, directory, options),
    claim: (directory, name, to) => claimFile(wire, directory, name, to),
    read: (directory, name, options) => readFile(wire, directory, name, options),
    async stat(directory, name) {
      const found = await look(wire, directory, name);
      return found && fileType(found) !== "other" ? remoteFile(name, found) : undefined;
    },
    dispose: (directory, name, request) => disposeFile(wire, directory, name, request),
    drop: (directory, file, hooks) => dropFile(wire, directory, file, hooks),
    recoverDrop: (directory, file) => recoverDropped(wire, directory, file),
    close: () => wire.close(),
  };
}
