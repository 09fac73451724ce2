/** The EMR and LIS simulators, and the SFTP server both run on. */
export * from "./contract";
export * from "./sftp-server";
export { startSandbox } from "./start-sandbox";
