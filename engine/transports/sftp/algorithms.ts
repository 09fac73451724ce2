import type { Algorithms } from "ssh2";

/**
 * What we offer. ssh2's own defaults still hold `ssh-rsa` (SHA-1) and `hmac-sha1`. chacha20 is left out: without
 * strict key exchange at the other side it is open to the Terrapin attack, and AES-GCM is everywhere.
 */
const MODERN = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
  ],
  serverHostKey: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ],
  cipher: ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes192-ctr", "aes128-ctr"],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
  compress: ["none"],
} satisfies Algorithms;

/** The algorithms to offer; `legacy` adds SHA-1 key exchange, signatures and MACs behind the modern ones. */
export function algorithmsFor(legacy: boolean): Algorithms {
  if (!legacy) return MODERN;
  return {
    ...MODERN,
    kex: [...MODERN.kex, "diffie-hellman-group14-sha1"],
    serverHostKey: [...MODERN.serverHostKey, "ssh-rsa"],
    hmac: [...MODERN.hmac, "hmac-sha1"],
  } as Algorithms;
}
