import { createHash } from "node:crypto";
import { type Template, templateSchema } from "~/engine/mapping";

/** SHA-256 (hex) of a value as JSON. Equal content in another order of keys has another one. */
export const fingerprint = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value), "utf8").digest("hex");

/** The template with its keys in the order of the format, so that the same content has the same fingerprint. */
export const inOrder = (template: Template): Template => templateSchema.parse(template);
