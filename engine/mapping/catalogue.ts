/**
 * The catalogue of transforms: how a value changes shape between HL7 and the contract. Each works both ways, so a rule
 * names the same one in both directions. The catalogue is data: documentation and forms are made from it.
 */
import { makeLookup, tableChange } from "./code-table";
import { dataTypes } from "./datatypes";
import { checkExpression } from "./expressions";
import { comments } from "./shape-comments";
import { type DtmOptions, dtm } from "./shape-time";
import * as shapes from "./shapes";
import { builtInTables } from "./tables";
import { type CodeTable, MISS_POLICIES, type MissPolicy, type OneTransform } from "./template";
import * as changes from "./text-transforms";
import { isZone } from "./times";
import type { Gives, Transform } from "./transform";

/** An option of a transform, as a form asks for it. */
export interface TransformOption {
  readonly name: string;
  readonly type: "text" | "number" | "boolean" | "choice" | "table" | "pairs" | "expression";
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  readonly required?: boolean;
}

/** A transform as documentation and forms show it. */
export interface TransformDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Shape of the value in the contract; undefined for a change of text that keeps the shape. */
  readonly gives?: Gives;
  /** The table of the template it looks codes up in, over the built-in one of that name. */
  readonly table?: string;
  readonly options: readonly TransformOption[];
  /** As it is written in a rule. */
  readonly example: OneTransform;
}

/** The tables of a template, by name. */
export type Tables = Readonly<Record<string, CodeTable>>;
/** The options of a rule's transform, checked before they get here. */
export type Options = Readonly<Record<string, unknown>>;

/** A transform with what makes it. */
export interface Entry extends TransformDescription {
  /** A shape, or a change of text. */
  make(options: Options, tables: Tables): { shape: Transform } | { change: changes.TextChange };
}

const option = (
  name: string,
  type: TransformOption["type"],
  description: string,
  more: Partial<TransformOption> = {},
): TransformOption => ({ name, type, description, ...more });

const ON_MISS = (fallback: MissPolicy) => [
  option("onMiss", "choice", "What happens to a code that the table does not list.", {
    choices: MISS_POLICIES,
    default: fallback,
  }),
  option("otherwise", "text", "The other value, where onMiss is default."),
];

const text = (options: Options, name: string) => options[name] as string | undefined;

function policyOf(options: Options, fallback: MissPolicy): [MissPolicy, string | undefined] {
  const onMiss = (options.onMiss as MissPolicy | undefined) ?? fallback;
  const otherwise = text(options, "otherwise");
  if (onMiss === "default" && otherwise === undefined) throw new TypeError("onMiss is default, so it needs otherwise");
  return [onMiss, otherwise];
}

/** A built-in table as a transform of its own name. */
function standard(name: string, title: string, description: string): Entry {
  return {
    name,
    title,
    description: `${description} The template's table "${name}" adds to it and wins.`,
    table: name,
    options: ON_MISS("omit"),
    example: name,
    make: (options, tables) => {
      const [onMiss, otherwise] = policyOf(options, "omit");
      return { change: tableChange(makeLookup(name, tables[name]?.rows, builtInTables[name]), onMiss, otherwise) };
    },
  };
}

function namedTable(options: Options, tables: Tables) {
  const name = text(options, "table");
  const values = options.values as Readonly<Record<string, string>> | undefined;
  if ((name === undefined) === (values === undefined)) throw new TypeError("needs either table or values");
  if (values) {
    // Written source to target, so that the same options serve both directions.
    const look = (from: string) => (Object.hasOwn(values, from) ? values[from] : undefined);
    return { name: "values", value: look, code: look };
  }
  if (name !== undefined && !tables[name] && !builtInTables[name]) throw new TypeError(`there is no table "${name}"`);
  return makeLookup(name ?? "", tables[name ?? ""]?.rows, builtInTables[name ?? ""]);
}

const shape = (name: string, title: string, description: string, transform: Transform): Entry => ({
  name,
  title,
  description,
  gives: transform.gives,
  options: [],
  example: name,
  make: () => ({ shape: transform }),
});

const zoneOf = (options: Options, name: string) => {
  const zone = text(options, name);
  if (zone !== undefined && !isZone(zone))
    throw new TypeError(`${name} is not a time zone such as America/Chicago or -05:00`);
  return zone;
};

const IDENTIFIER_OPTIONS = [
  option("type", "text", "Only identifiers of this type (HL7 table 0203), such as MR."),
  option("authority", "text", "Only identifiers of this assigning authority."),
];
const accepts =
  (options: Options) =>
  ({ type, authority }: { type?: string | undefined; authority?: string | undefined }) =>
    (options.type === undefined || options.type === type) &&
    (options.authority === undefined || options.authority === authority);

/** Every transform there is. */
export const entries: readonly Entry[] = [
  shape("text", "Text", "The text at exactly that place. Used when a rule names no transform.", shapes.text),
  shape("texts", "Texts", "Every repetition of the field as a list of texts.", shapes.texts),
  {
    name: "join",
    title: "Join",
    description: "Every repetition of the field as one text.",
    gives: "text",
    options: [option("separator", "text", "Stands between the parts.", { default: " " })],
    example: { name: "join", separator: ", " },
    make: (options) => ({ shape: shapes.join(text(options, "separator") ?? " ") }),
  },
  shape("copy", "Copy", "JSON bodies: the value as it is, objects and lists included.", shapes.copy),
  {
    name: "dtm",
    title: "Date and time",
    description: "A date or time with the precision it has. A zone is added only when the options name one.",
    gives: "text",
    options: [
      option("zone", "text", "Zone of times that come without one: -05:00, or a name such as America/Chicago."),
      option("to", "text", "Converts times with a zone to this one."),
      option("precision", "choice", "Cuts to at most this.", { choices: ["year", "month", "day", "minute", "second"] }),
    ],
    example: { name: "dtm", zone: "America/Chicago", precision: "minute" },
    make: (options) => {
      const [zone, to] = [zoneOf(options, "zone"), zoneOf(options, "to")];
      const precision = options.precision as DtmOptions["precision"];
      return { shape: dtm({ ...(zone && { zone }), ...(to && { to }), ...(precision && { precision }) }) };
    },
  },
  {
    name: "name",
    title: "Person name",
    description: "A name with its parts (HL7 XPN), or a whole name in one component, family name first.",
    gives: "object",
    options: [
      option("form", "choice", "How the name is written.", { choices: ["parts", "family, given"], default: "parts" }),
    ],
    example: { name: "name", form: "family, given" },
    make: ({ form }) => ({ shape: form === "family, given" ? shapes.nameText : shapes.single(dataTypes.name) }),
  },
  shape("names", "Person names", "Every repetition as a name.", shapes.list(dataTypes.name)),
  {
    name: "identifier",
    title: "Identifier",
    description: "The first identifier (HL7 CX) of a type or authority.",
    gives: "object",
    options: IDENTIFIER_OPTIONS,
    example: { name: "identifier", type: "MR" },
    make: (options) => ({ shape: shapes.single(dataTypes.identifier, accepts(options)) }),
  },
  {
    name: "identifiers",
    title: "Identifiers",
    description: "Every identifier, or all of a type or authority.",
    gives: "list",
    options: IDENTIFIER_OPTIONS,
    example: "identifiers",
    make: (options) => ({ shape: shapes.list(dataTypes.identifier, accepts(options)) }),
  },
  shape("address", "Address", "An address (HL7 XAD).", shapes.single(dataTypes.address)),
  shape("phone", "Telephone", "The first telephone or e-mail (HL7 XTN).", shapes.single(dataTypes.phone)),
  shape("phones", "Telephones", "Every telephone and e-mail.", shapes.list(dataTypes.phone)),
  shape(
    "provider",
    "Provider",
    "A clinician (HL7 XCN). The id is an NPI when the message says so, or when it has no type and its check digit is right.",
    shapes.single(dataTypes.provider),
  ),
  shape("providers", "Providers", "Every repetition as a clinician.", shapes.list(dataTypes.provider)),
  shape(
    "code",
    "Coded value",
    "A code with its text, system and alternate (HL7 CE, CWE).",
    shapes.single(dataTypes.code),
  ),
  shape("codes", "Coded values", "Every repetition as a coded value.", shapes.list(dataTypes.code)),
  {
    name: "units",
    title: "Units",
    description: "Units as UCUM. Another spelling is kept beside the UCUM code; one that is not known stays as it is.",
    gives: "object",
    table: "units",
    options: [],
    example: "units",
    make: (_, tables) => {
      const lookup = makeLookup("units", tables.units?.rows, builtInTables.units);
      return { shape: shapes.units({ read: (code) => lookup.value(code) }) };
    },
  },
  {
    name: "comments",
    title: "Comments",
    description: "The notes (NTE) that follow the scope's segment, as a list of comments.",
    gives: "list",
    options: [
      option("after", "choice", "Other notes: those right after the header.", { choices: ["MSH"] }),
      option("type", "text", "Only notes of this type (NTE-4); written with it."),
      option("except", "text", "Not notes of this type."),
      option("join", "boolean", "All notes together are one comment of several lines.", { default: false }),
      option("width", "number", "Written notes are folded to lines of at most so many characters."),
    ],
    example: { name: "comments", join: true },
    make: (options) => ({
      shape: comments({
        ...(options as { after?: string; type?: string; except?: string; width?: number }),
        join: options.join === true,
      }),
    }),
  },
  shape(
    "observation-value",
    "Observation value",
    "OBX-5 by the type OBX-2 names: number, text, coded, structured number, time or document.",
    shapes.observationValue,
  ),
  {
    name: "document",
    title: "Document",
    description: "Base64 text, wherever it stands, as a document.",
    gives: "object",
    options: [option("mediaType", "text", "Media type.", { default: "application/pdf" })],
    example: { name: "document", mediaType: "application/pdf" },
    make: (options) => ({ shape: shapes.document(text(options, "mediaType") ?? "application/pdf") }),
  },
  {
    name: "jsonata",
    title: "Expression",
    description:
      "A JSONata expression over { value, fields }: the text at the place, and every value at the rule's places by path. It has a quarter of a second and no regular expressions. Templates with one are applied asynchronously.",
    gives: "any",
    options: [option("expression", "expression", "The expression.", { required: true })],
    example: { name: "jsonata", expression: 'fields."PID-5.1"[0] & " " & fields."PID-5.2"[0]' },
    make: (options) => {
      const source = text(options, "expression") ?? "";
      checkExpression(source);
      return { shape: shapes.expression(source) };
    },
  },
  {
    name: "table",
    title: "Value table",
    description:
      "Codes by a table of the template or the connection. Rows given as values are written source to target, for one direction.",
    options: [
      option("table", "table", "Name of the table."),
      option("values", "pairs", "Or the rows themselves: source code to target value."),
      ...ON_MISS("omit"),
    ],
    example: { name: "table", table: "specimen-types", onMiss: "hold" },
    make: (options, tables) => ({ change: tableChange(namedTable(options, tables), ...policyOf(options, "omit")) }),
  },
  standard("sex", "Sex", "HL7 table 0001."),
  standard("order-control", "Order control", "HL7 table 0119, the requests."),
  standard("priority", "Priority", "HL7 tables 0485 and 0027."),
  standard("test-status", "Status of a test", "HL7 table 0123."),
  standard("observation-status", "Status of an observation", "HL7 table 0085."),
  {
    name: "case",
    title: "Letter case",
    description: "Changes the case of letters.",
    options: [option("to", "choice", "Which case.", { choices: ["upper", "lower", "title"], required: true })],
    example: { name: "case", to: "upper" },
    make: (options) => ({ change: changes.changeCase(text(options, "to") ?? "upper") }),
  },
  {
    name: "trim",
    title: "Trim",
    description: "Takes blanks off both ends.",
    options: [],
    example: "trim",
    make: () => ({ change: changes.trim }),
  },
  {
    name: "cut",
    title: "Cut",
    description: "Keeps some of the characters.",
    options: [
      option("from", "number", "First character kept, counted from 1.", { default: 1 }),
      option("length", "number", "How many; to the end when absent."),
    ],
    example: { name: "cut", from: 1, length: 20 },
    make: (options) => ({
      change: changes.cut((options.from as number | undefined) ?? 1, options.length as number | undefined),
    }),
  },
  {
    name: "replace",
    title: "Replace",
    description: "Replaces every occurrence of a text, taken literally.",
    options: [
      option("find", "text", "What is replaced.", { required: true }),
      option("with", "text", "What stands there instead.", { default: "" }),
    ],
    example: { name: "replace", find: "-", with: "" },
    make: (options) => ({ change: changes.replace(text(options, "find") ?? "", text(options, "with") ?? "") }),
  },
  {
    name: "pad",
    title: "Pad",
    description: "Fills up to a length.",
    options: [
      option("length", "number", "Wanted length.", { required: true }),
      option("with", "text", "What fills.", { default: "0" }),
      option("side", "choice", "Where.", { choices: ["start", "end"], default: "start" }),
    ],
    example: { name: "pad", length: 8 },
    make: (options) => ({
      change: changes.pad(options.length as number, text(options, "with") ?? "0", text(options, "side") ?? "start"),
    }),
  },
  {
    name: "prefix",
    title: "Prefix",
    description: "Puts a text in front when reading and takes it off when writing.",
    options: [option("text", "text", "The prefix.", { required: true })],
    example: { name: "prefix", text: "REQ-" },
    make: (options) => ({ change: changes.prefix(text(options, "text") ?? "") }),
  },
  {
    name: "digits",
    title: "Digits",
    description: "Keeps the digits only.",
    options: [],
    example: "digits",
    make: () => ({ change: changes.digits }),
  },
  {
    name: "npi",
    title: "NPI",
    description:
      "Keeps a National Provider Identifier whose check digit is right; anything else is left out with a warning.",
    options: [],
    example: "npi",
    make: () => ({ change: changes.npi }),
  },
  {
    name: "phone-number",
    title: "Telephone number",
    description: "A North American number in one form; other numbers stay as they are.",
    options: [option("form", "text", "Each # stands for a digit.", { default: "(###)###-####" })],
    example: { name: "phone-number", form: "###-###-####" },
    make: (options) => ({ change: changes.northAmericanPhone(text(options, "form") ?? "(###)###-####") }),
  },
];
