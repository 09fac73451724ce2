/** The templates that come with the product. Data files; imported statically so that they are bundled. */
import { type Template, templateSchema } from "./template";
import oml251 from "./templates/generic-oml-2.5.1.json";
import orm23 from "./templates/generic-orm-2.3.json";
import orm251 from "./templates/generic-orm-2.5.1.json";
import lisGeneric from "./templates/lis-generic.json";
import resultsOnly251 from "./templates/results-only-2.5.1.json";

export const templates: readonly Template[] = [orm251, orm23, oml251, resultsOnly251, lisGeneric].map((data) =>
  templateSchema.parse(data),
);

/** A shipped template by name; its newest version unless told. */
export function findTemplate(name: string, version?: string): Template | undefined {
  return templates.findLast(
    (template) => template.name === name && (version === undefined || template.version === version),
  );
}
