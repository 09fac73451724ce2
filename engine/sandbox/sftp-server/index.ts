/** The SFTP server under both simulators and under the tests. */
export { loadHostKey, type ServerHostKey } from "./host-key-file";
export { type CompletedOperation, OperationLog } from "./operation-log";
export { type Answer, Quirks, type SftpOperation } from "./quirks";
export { type SftpServer, type SftpServerOptions, startSftpServer } from "./server";
