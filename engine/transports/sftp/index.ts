/** SFTP: list, read, dispose, drop, probe. Imports nothing of ours; knows nothing about messages or tenants. */
export { type Failure, TransportError } from "../transport-error";
export { connectSftp } from "./connect";
export * from "./contract";
export { fetchHostKey, fingerprintOf, sameHostKey } from "./host-key";
export { exampleFacts, type NameFacts, nameFrom, patternProblem } from "./name-pattern";
export { isSafeName, isUnfinishedName, matcherOf, signGlobOf, signNameOf, tempNameOf } from "./names";
export { createSftpPool, type SftpPool, withSession } from "./pool";
export { type ProbeFolders, probeSftp } from "./probe";
