import { fileURLToPath } from "node:url";

/** The checkout: one level above this file, and above the bundle it becomes part of. */
export const root = fileURLToPath(new URL("..", import.meta.url));
