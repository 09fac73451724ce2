import { savedAs } from "./saved-as.server";

/** A file we have made, to be saved under its name; nobody else's cache keeps it. */
export const fileResponse = (bytes: Uint8Array, name: string, mediaType: string): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": mediaType,
      "Content-Length": String(bytes.length),
      "Content-Disposition": savedAs(name),
      "Cache-Control": "private, no-store",
    },
  });
