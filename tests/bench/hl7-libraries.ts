/** The HL7 libraries of the npm registry, each used the way its own documentation does; installed when the benchmark runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Path, parsePath } from "~/engine/hl7";

// biome-ignore lint/suspicious/noExplicitAny: other people's libraries, most of them without types.
type Foreign = any;

/** What a library can do with one message; an absent member means it cannot. */
export interface Library {
  readonly name: string;
  parse(text: string): Foreign;
  read(document: Foreign, place: Place): string | undefined;
  setControlId?(document: Foreign, value: string): void;
  write?(document: Foreign): string;
}

export type Place = { readonly segment: string; readonly text: string; readonly dotted: string } & Readonly<
  Record<Exclude<keyof Path, "groups" | "segment">, number>
>;

/** A path with every number spelled out, as libraries without paths want it. */
export function placeOf(text: string): Place {
  const path = parsePath(text);
  if (path?.field === undefined) throw new TypeError(`"${text}" is not a field`);
  const { segment, field, occurrence = 1, repetition = 1, component = 1, subcomponent = 1 } = path;
  const depth = path.component === undefined ? "" : `.${component}`;
  const deeper = path.subcomponent === undefined ? "" : `.${subcomponent}`;
  return {
    segment,
    field,
    occurrence,
    repetition,
    component,
    subcomponent,
    text,
    dotted: `${segment}.${field}${depth}${deeper}`,
  };
}

const folder = ".cache/bench/hl7";
const load = createRequire(pathToFileURL(join(process.cwd(), folder, "index.js")));
const loadModule = (name: string, file: string): Promise<Foreign> =>
  import(pathToFileURL(join(process.cwd(), folder, "node_modules", name, file)).href);

/** Field numbering of libraries that count a header's fields as tokens. */
const token = ({ segment, field }: Place) => (segment === "MSH" ? field - 1 : field);

interface Source {
  readonly name: string;
  readonly version: string;
  adapt(): Promise<Omit<Library, "name">>;
}

const SOURCES: readonly Source[] = [
  {
    name: "@medplum/core",
    version: "4.5.2",
    adapt: async () => {
      const { Hl7Message } = load("@medplum/core");
      return {
        parse: (text) => Hl7Message.parse(text),
        read: (document, { segment, field, component, subcomponent, repetition }) =>
          document.getSegment(segment)?.getComponent(field, component, subcomponent - 1, repetition - 1),
        setControlId: (document, value) => document.getSegment("MSH").setField(10, value),
        write: (document) => document.toString(),
      };
    },
  },
  {
    name: "hl7v2",
    version: "1.8.0",
    adapt: async () => {
      const { HL7Message } = await loadModule("hl7v2", "index.js");
      return {
        parse: (text) => HL7Message.parse(text),
        read: (document, { segment, field, component, subcomponent }) =>
          document.getSegment(segment)?.field(field).getValue(component, subcomponent),
        setControlId: (document, value) => document.getSegment("MSH").field(10).setValue(1, value),
        write: (document) => document.toHL7String(),
      };
    },
  },
  {
    name: "node-hl7-client",
    version: "3.2.0",
    adapt: async () => {
      const { Message } = load("node-hl7-client");
      return {
        parse: (text) => new Message({ text }),
        read: (document, { dotted }) => document.get(dotted).toString(),
        setControlId: (document, value) => document.set("MSH.10", value),
        write: (document) => document.toString(),
      };
    },
  },
  {
    name: "simple-hl7",
    version: "3.3.0",
    adapt: async () => {
      const { Parser } = load("simple-hl7");
      const parser = new Parser();
      return {
        parse: (text) => parser.parse(text),
        read: (document, place) => {
          const segment = place.segment === "MSH" ? document.header : document.getSegment(place.segment);
          return segment.getComponent(place.segment === "MSH" ? place.field - 2 : place.field, place.component);
        },
        setControlId: (document, value) => document.header.setField(8, value),
        write: (document) => document.toString(),
      };
    },
  },
  {
    name: "hl7-standard",
    version: "1.0.4",
    adapt: async () => {
      const Standard = load("hl7-standard");
      return {
        parse: (text) => {
          const document = new Standard(text);
          document.transform();
          return document;
        },
        read: (document, { dotted }) => document.get(dotted),
        setControlId: (document, value) => document.set("MSH.10", value),
        write: (document) => document.build(),
      };
    },
  },
  {
    name: "hl7parser",
    version: "1.0.1",
    adapt: async () => {
      const { create } = load("hl7parser");
      return {
        // It takes the end of the last segment for an empty one and refuses that.
        parse: (text) => create(text.trimEnd()),
        read: (document, { dotted }) => document.get(dotted)?.toString(),
        setControlId: (document, value) => document.set("MSH.10", value),
        write: (document) => document.toString(),
      };
    },
  },
  {
    name: "tiny-hl7",
    version: "1.0.7",
    adapt: async () => {
      const loaded = load("tiny-hl7");
      const tiny = loaded.default ?? loaded;
      return {
        parse: (text) => tiny.parse(text),
        read: (document: Foreign[], { segment, field, dotted }) => {
          const prefix = `${segment}.${field}`;
          const found = document.find((one) => Object.keys(one)[0]?.startsWith(segment));
          return found?.[dotted] ?? found?.[prefix] ?? found?.[`${prefix}.1`];
        },
        setControlId: (document, value) => {
          document[0]["MSH.10"] = value;
        },
        write: (document) => tiny.serialize(document),
      };
    },
  },
  {
    name: "ts-hl7",
    version: "1.0.0",
    adapt: async () => {
      const loaded = load("ts-hl7");
      const Msg = loaded.default?.default ?? loaded.default ?? loaded;
      return {
        parse: (text) => new Msg(text),
        read: (document, { dotted }) => {
          const value = document.get(dotted);
          return Array.isArray(value) ? value[0] : value;
        },
        setControlId: (document, value) => document.set("MSH.10", value),
        write: (document) => document.toString(),
      };
    },
  },
  {
    name: "hl7 (amida)",
    version: "1.1.1",
    adapt: async () => {
      const { parseString, serializeJSON } = load("hl7");
      return {
        parse: (text) => parseString(text),
        read: (document: Foreign[], place) => {
          const found = document.find(([id]) => id === place.segment);
          const part = found?.[place.field]?.[place.repetition - 1];
          const component = Array.isArray(part) ? part[place.component - 1] : part;
          return Array.isArray(component) ? component[place.subcomponent - 1] : component;
        },
        write: (document) => serializeJSON(document),
      };
    },
  },
  {
    name: "@redoxengine/redox-hl7-v2",
    version: "1.0.1",
    adapt: async () => {
      const { Parser, Generator } = load("@redoxengine/redox-hl7-v2");
      const parser = new Parser();
      const generator = new Generator();
      const find = (group: Foreign, id: string): Foreign => {
        if (group === null || typeof group !== "object") return undefined;
        if (group[id]) return Array.isArray(group[id]) ? group[id][0] : group[id];
        for (const below of Object.values(group)) {
          const found = Array.isArray(below) ? find(below[0], id) : find(below, id);
          if (found) return found;
        }
        return undefined;
      };
      return {
        parse: (text) => parser.parse(text),
        read: (document, place) => {
          const whole = find(document, place.segment)?.[place.field];
          const one = Array.isArray(whole) ? whole[place.repetition - 1] : whole;
          const component = typeof one === "object" ? one?.[place.component] : one;
          return typeof component === "object" ? component?.[place.subcomponent] : component;
        },
        write: (document) => generator.write(document),
      };
    },
  },
  {
    name: "hl7-parser (dugword)",
    version: "0.2.1",
    adapt: async () => {
      const { parse } = load("hl7-parser");
      return {
        parse: (text) => parse(text),
        read: (document, place) => {
          const fields = document.raw[place.segment]?.[0]?.segment;
          return fields?.[token(place)]?.[0]?.[place.component - 1]?.[place.subcomponent - 1];
        },
      };
    },
  },
];

const packageName = (name: string) => name.replace(/ \(.*/, "");

function isInstalled({ name, version }: Source): boolean {
  const file = join(folder, "node_modules", packageName(name), "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version;
}

/** Installs what is missing into a folder of its own and loads it; what fails is named with its reason. */
export async function loadLibraries(): Promise<{ libraries: Library[]; failed: string[] }> {
  mkdirSync(folder, { recursive: true });
  const failed: string[] = [];
  const missing = SOURCES.filter((source) => !isInstalled(source));
  if (missing.length > 0) {
    const wanted = SOURCES.map(({ name, version }) => `${packageName(name)}@${version}`);
    const options = [
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--loglevel=error",
      "--prefix",
      folder,
    ];
    try {
      execFileSync("npm", ["install", ...options, ...wanted], { stdio: "ignore", timeout: 300_000 });
    } catch {
      failed.push("Installing the other libraries did not succeed; those that are missing are left out.");
    }
  }
  const libraries: Library[] = [];
  for (const source of SOURCES) {
    try {
      libraries.push({ name: `${source.name} ${source.version}`, ...(await source.adapt()) });
    } catch {
      failed.push(`${source.name} ${source.version} could not be loaded.`);
    }
  }
  return { libraries, failed };
}
