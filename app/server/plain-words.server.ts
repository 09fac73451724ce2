import { explain } from "~/engine/hl7";

/**
 * How a message is spoken of to a practice: no names of message kinds or segments, but what they mean. The standard's own
 * names of fields stay, because they are what a practice's vendor looks for.
 */
const place = /\b([A-Z][A-Z0-9]{2})(?:\[\d+\])?(?:-\d+(?:\[\d+\])?(?:\.\d+)*)/g;
const aside = / \([^()]*\b[A-Z][A-Z0-9]{2}(?:\[\d+\])?-\d[^()]*\)/g;

const kinds: [RegExp, string][] = [
  [/\b(?:ORM|OML)(?:[\^_]O\d\d)*/g, "order"],
  [/\bORU(?:[\^_]R\d\d)*/g, "result"],
  [/\bMFN(?:[\^_]M\d\d)*/g, "order menu"],
  [/\bMSH\b/g, "message header"],
  [/\bHL7 message/g, "message"],
];

/** A sentence about messages in plain words: a place in brackets goes, any other is called by its name. */
export function plainly(text: string): string {
  const named = text.replace(aside, "").replace(place, (path) => nameAt(path) ?? "a field");
  return kinds.reduce((words, [kind, word]) => words.replace(kind, word), named);
}

/** What the standard calls the thing at a path, such as “Universal service identifier” for OBR-4; undefined when it is none. */
export function nameAt(path: string): string | undefined {
  const found = explain(path.replaceAll(/\[\d+\]/g, ""));
  return found && `“${found.name}”`;
}

/** Where a path leads, for whoever looks after the sender: “Observation request, field 4”. A path of JSON stays as it is. */
export function placeOf(path: string): string {
  const parts = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\[\d+\])?(?:\.(\d+))?)?/.exec(path);
  const group = parts?.[1] && explain(parts[1]);
  if (!parts || !group) return path;
  const [, , nth, field, part] = parts;
  return [
    nth && nth !== "1" ? `${group.name} ${nth}` : group.name,
    ...(field ? [`field ${field}`] : []),
    ...(part ? [`part ${part}`] : []),
  ].join(", ");
}
