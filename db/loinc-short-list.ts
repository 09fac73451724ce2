import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type postgres from "postgres";

/** A term of the short list: its parts as LOINC has them, a plain name of ours, an example of its unit in UCUM. */
export type ShortListTerm = Record<
  "code" | "component" | "property" | "time_aspect" | "system" | "scale" | "method" | "name" | "class" | "unit",
  string
>;

/** The terms laboratories order most, from the file that holds them; within a kind the usual ones first. */
export const readShortList = (file: string): ShortListTerm[] => parse(readFileSync(file), { columns: true });

/**
 * Loads the short list where no release of LOINC is loaded; called after the migrations, under their lock. What somebody
 * has loaded is left alone, and so is a short list that is the same.
 */
export async function fillShortList(client: postgres.Sql, file: string): Promise<void> {
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  const terms = readShortList(file);
  await client.begin(async (tx) => {
    await tx.unsafe("select set_config('app.tx', 'short list of LOINC', true)");
    const [loaded] = await tx.unsafe("select whole, sha256 from loinc_table where id = 1 for update");
    if (loaded?.whole || loaded?.sha256 === sha256) return;
    await tx.unsafe("delete from loinc_terms");
    await tx.unsafe(
      `insert into loinc_terms (code, component, property, time_aspect, system, scale, method, long_name, short_name, plain_name,
        class, status, order_obs, units, rank)
      select code, component, property, time_aspect, system, scale, method, name, '', name, class, 'ACTIVE', '', unit,
        row_number() over ()
      from jsonb_to_recordset($1::text::jsonb) as term(code text, component text, property text, time_aspect text, system text,
        scale text, method text, name text, class text, unit text)`,
      [JSON.stringify(terms)],
    );
    await tx.unsafe(
      `insert into loinc_table (id, whole, version, terms, file_name, sha256) values (1, false, '', $1, '', $2)
      on conflict (id) do update set terms = excluded.terms, sha256 = excluded.sha256, loaded_at = now()`,
      [terms.length, sha256],
    );
  });
}
