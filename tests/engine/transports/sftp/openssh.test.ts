import { realSftpSuite } from "~/tests/support/real-sftp-suite";
import { opensshMissing, startOpenssh } from "~/tests/support/sftp-openssh";

realSftpSuite("OpenSSH", opensshMissing(), startOpenssh, {
  hostKey: { algorithm: "ssh-ed25519", bits: 256 },
  flushes: true,
  rootMay: true,
});
