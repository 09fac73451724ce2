/** The lab's own SFTP server for partners that have none. Knows nothing of messages; the store keeps the files. */
export * from "./contract";
export { type HostedSftpOptions, type HostedSftpServer, startHostedSftp } from "./server";
