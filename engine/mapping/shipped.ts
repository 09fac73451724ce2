/** The templates that come with the product. Data files; imported statically so that they are bundled. */
import { type Template, templateSchema } from "./template";
import athenahealth from "./templates/athenahealth.json";
import drchrono from "./templates/drchrono.json";
import eclinicalworks from "./templates/eclinicalworks.json";
import elation from "./templates/elation.json";
import epic from "./templates/epic.json";
import genericJson from "./templates/generic-json.json";
import genericOml251 from "./templates/generic-oml-2.5.1.json";
import genericOrm231 from "./templates/generic-orm-2.3.1.json";
import genericOrm23 from "./templates/generic-orm-2.3.json";
import genericOrm251 from "./templates/generic-orm-2.5.1.json";
import lisGeneric from "./templates/lis-generic.json";
import lisJson from "./templates/lis-json.json";
import lisOml251 from "./templates/lis-oml-2.5.1.json";
import modmed from "./templates/modmed.json";
import nextgen from "./templates/nextgen.json";
import oracleHealth from "./templates/oracle-health.json";
import practiceFusion from "./templates/practice-fusion.json";
import resultsOnly231 from "./templates/results-only-2.3.1.json";
import resultsOnly23 from "./templates/results-only-2.3.json";
import resultsOnly251 from "./templates/results-only-2.5.1.json";
import resultsOnlyLri251 from "./templates/results-only-lri-2.5.1.json";
import veradigm from "./templates/veradigm.json";

/** In the order people choose from: EMR sides from the general to the particular, then laboratory systems. */
const files: readonly unknown[] = [
  genericOrm251,
  genericOrm231,
  genericOrm23,
  genericOml251,
  resultsOnly251,
  resultsOnly231,
  resultsOnly23,
  resultsOnlyLri251,
  epic,
  oracleHealth,
  athenahealth,
  eclinicalworks,
  nextgen,
  veradigm,
  practiceFusion,
  drchrono,
  elation,
  modmed,
  genericJson,
  lisGeneric,
  lisOml251,
  lisJson,
];

/** Every shipped template. */
export const templates: readonly Template[] = files.map((data) => templateSchema.parse(data));

/** A shipped template by name; its newest version unless told. */
export function findTemplate(name: string, version?: string): Template | undefined {
  return templates.findLast(
    (template) => template.name === name && (version === undefined || template.version === version),
  );
}
