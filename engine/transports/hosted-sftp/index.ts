/** The lab's own SFTP server for partners that have none. Knows nothing of messages; the store keeps the files. */
export * from "./contract";
export { makeKeyPair, type PublicKey, type ReadKeys, readPublicKeys } from "./public-key";
export { Refusal } from "./refusal";
export { type HostedSftpOptions, type HostedSftpServer, startHostedSftp } from "./server";
