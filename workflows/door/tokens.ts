import { createHash, randomBytes } from "node:crypto";

/** A secret for a link: 256 random bits. Only its digest is kept. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** What a table keeps of a link's secret. */
export const digestOf = (token: string): string => createHash("sha256").update(token).digest("hex");
