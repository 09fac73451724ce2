import { z } from "zod";

/** Fields that several ways to reach an endpoint share. */
/** A server by name or address. */
export const host = z
  .string()
  .trim()
  .min(1, "The server's name or address is needed.")
  .regex(/^[A-Za-z0-9.:_-]+$/, "Only the name or address, without sftp:// and without a folder.");
/** A TCP port. */
export const port = z.coerce.number().int().min(1, "A port from 1 to 65535.").max(65_535, "A port from 1 to 65535.");
/** What an endpoint is called in hops and alerts. */
export const name = z.string().trim().min(1, "A name is needed.").max(100);
/** Which files are meant, with `*` and `?`. */
export const filePattern = z.string().trim().min(1, "A pattern is needed, such as *.hl7.").max(200);
/** How often we look or ask. */
export const pollSeconds = z.coerce.number().int().min(1, "At least 1 second.").max(86_400, "At most one day.");
/** What to do when an answer is lost. */
export const inDoubt = z.enum(["resend", "hold"]).default("resend");
/** Empty: keep the one that is set. */
export const secret = z.string().max(20_000).default("");
/** A box, ticked or not, or as `formOf` writes it. */
export const yes = z
  .union([z.boolean(), z.enum(["on", "true", "false"]).transform((text) => text !== "false")])
  .default(false);

/** The entries of a text with one a line, or with commas or spaces between. */
export const linesOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** Settings as the fields of a form show them. */
export const texts = (values: object) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === null ? "" : String(value)]));
