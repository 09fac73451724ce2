/** Who may import whom (docs/decisions/0001-the-house.md). Type-only imports are free; everything else fails the build. */
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: "^(app|db|workflows|emails|engine|server)/", pathNot: allowed, dependencyTypesNot: ["type-only"] },
});
const pure = "^workflows/[^/]+/(machine|gate|gate-items|sla)[.]ts$";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    only("db-imports-nothing-of-ours", "^db/", "^db/"),
    only("hl7-stands-alone", "^engine/hl7/", "^engine/hl7/"),
    only("contract-stands-alone", "^engine/contract/", "^engine/contract/"),
    only("edos-knows-hl7", "^engine/edos/", "^engine/(edos|hl7)/"),
    only("json-stands-alone", "^engine/json/", "^engine/json/"),
    only("mapping-knows-contract-hl7-and-json", "^engine/mapping/", "^engine/(mapping|contract|hl7|json)/"),
    only("templates-know-db-and-mapping", "^engine/templates/", "^(db/|engine/(templates|mapping|contract|hl7)/)"),
    only("transports-stand-alone", "^engine/transports/", "^engine/transports/"),
    only("sandbox-knows-hl7-and-transports", "^engine/sandbox/", "^engine/(sandbox|hl7|transports)/"),
    only("pipeline-knows-db-and-engine", "^engine/pipeline/", "^(engine|db)/"),
    only("email-templates-take-props", "^emails/templates/", "^emails/templates/"),
    only("emails-reach-db-only", "^emails/", "^(emails|db)/"),
    only("workflows-never-import-app-or-server", "^workflows/", "^(workflows|db|engine|emails)/"),
    only(
      "workflows-use-the-pure-engine-and-probes",
      "^workflows/",
      "^(workflows|db|emails|engine/(hl7|edos|json|contract|mapping|templates|transports))/",
    ),
    only("machines-know-no-database", pure, "^workflows/"),
    { name: "machines-are-pure", severity: "error", from: { path: pure }, to: { dependencyTypes: ["core"] } },
    {
      name: "pure-engine-does-no-io",
      severity: "error",
      from: { path: "^engine/(hl7|edos|json|contract|mapping)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "only-server-modules-leave-app",
      severity: "error",
      from: { path: "^app/", pathNot: "[.]server[.]tsx?$" },
      to: { path: "^(db|workflows|emails|engine|server)/", dependencyTypesNot: ["type-only"] },
    },
    only("app-server-never-imports-processes", "^app/server/", "^(app|db|workflows|emails|engine)/"),
    {
      name: "components-never-import-server",
      severity: "error",
      from: { path: "^app/components/" },
      to: { path: "[.]server[.]tsx?$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-attics",
      severity: "error",
      from: {},
      to: { path: "/(utils?|helpers?|common|lib|misc)([.]tsx?|/)", pathNot: "node_modules" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "node_modules" },
  },
};
