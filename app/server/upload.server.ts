import { savedAs } from "./saved-as.server";

/** The file of a form's field; undefined when none was chosen. */
export async function fileOf(form: FormData, name: string): Promise<Buffer | undefined> {
  const file = form.get(name);
  if (!(file instanceof Blob) || file.size === 0) return undefined;
  return Buffer.from(await file.arrayBuffer());
}

/** A CSV file to be saved under this name. */
export const csvDownload = (name: string, csv: string) =>
  new Response(`\uFEFF${csv}`, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": savedAs(name),
      "Cache-Control": "no-store",
    },
  });
