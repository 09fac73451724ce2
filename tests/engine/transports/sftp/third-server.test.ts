import { realSftpSuite } from "~/tests/support/real-sftp-suite";
import { proftpdMissing, startProftpd } from "~/tests/support/sftp-proftpd";

realSftpSuite("ProFTPD", proftpdMissing(), startProftpd, {
  hostKey: { algorithm: "ssh-rsa", bits: 3072 },
  flushes: true,
  rootMay: false,
});
