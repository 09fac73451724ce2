/** The interface specification as a PDF: the same document as on the page, with its text as text. */
import { createHash } from "node:crypto";
import { renderToBuffer } from "@react-pdf/renderer";
import { openShareLink } from "~/workflows/connection/share-links";
import { getLab } from "~/workflows/lab";
import { findConnection } from "./connections.server";
import type { Args } from "./context.server";
import { printable, printsWhole } from "./printable.server";
import { savedAs } from "./saved-as.server";
import { type Specification, specificationOf } from "./specification.server";
import { SpecificationDocument } from "./specification-document.server";

/** The texts of a value in the characters a PDF can draw. */
function printableAll<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (Array.isArray(value)) return value.map(printableAll) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, printableAll(part)])) as T;
}

/** Documents made lately by what is in them: laying one out takes the process's whole attention for a moment. */
const made = new Map<string, Promise<Buffer>>();
const most = 20;

/** @param saved when the version was saved, in words */
export async function specificationPdf(specification: Specification, saved: string): Promise<Buffer> {
  const text = JSON.stringify({ specification, saved });
  const key = createHash("sha256").update(text).digest("hex");
  const known = made.get(key);
  if (known) return known;
  const lost = !printsWhole(text);
  const note = {
    label: "Note",
    value: "Some characters could not be printed and are shown plain or as “?”; the page online has them.",
  };
  const document = printableAll({
    ...specification,
    facts: lost ? [...specification.facts, note] : specification.facts,
  });
  const bytes = renderToBuffer(<SpecificationDocument specification={document} saved={printable(saved)} />);
  made.set(key, bytes);
  bytes.catch(() => made.delete(key));
  const [oldest] = made.keys();
  if (made.size > most && oldest !== undefined) made.delete(oldest);
  return bytes;
}

async function respond(connectionId: string | undefined): Promise<Response> {
  const specification = connectionId === undefined ? null : await specificationOf(connectionId);
  if (!specification) throw new Response(null, { status: 404 });
  const { calendar } = await getLab();
  const saved = new Date(specification.savedAt).toLocaleDateString("en-US", {
    dateStyle: "long",
    timeZone: calendar.timeZone,
  });
  const slug = specification.practice
    .normalize("NFD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
  return new Response(new Uint8Array(await specificationPdf(specification, saved)), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": savedAs(`Interface-specification-${slug}-v${specification.configurationVersion}.pdf`),
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex, nofollow",
      "Referrer-Policy": "no-referrer",
    },
  });
}

/** The PDF behind a share link; 404 for one that does not open, whatever the cause. */
export async function downloadSharedPdf(args: Args): Promise<Response> {
  const opened = await openShareLink(args.params.token ?? "", args.context.clientAddress);
  return respond(opened?.connectionId);
}

/** The PDF for people of the lab who may see the connection. */
export async function downloadSpecificationPdf(args: Args): Promise<Response> {
  const { row } = await findConnection(args);
  return respond(row.id);
}
