import type { Fault } from "~/app/components/pages/MessageFault";
import type { TestRunFacts } from "~/db/queries/test-run-facts";
import { explain } from "~/engine/hl7";
import { looksLikeJson } from "~/engine/json";
import { hl7Segments } from "./hl7-view.server";
import { nameAt, placeOf, plainly } from "./plain-words.server";

type Message = TestRunFacts["messages"][number];

/** Who puts it right, and how, by why a message stopped; what is not named here is the lab's. */
const steps: Readonly<Record<string, Pick<Fault, "turn" | "next">>> = {
  "code-not-mapped": { turn: "lab", next: "If you order by this code, the lab adds it to the list of your codes." },
  "code-not-in-table": { turn: "lab", next: "The lab adds this value to its tables. Nothing to do for you." },
  "code-not-offered": { turn: "practice", next: "Order another test, or ask the lab to offer you this one." },
  "code-discontinued": { turn: "practice", next: "Order what replaces it; the order menu says what that is." },
  "code-not-yet": { turn: "practice", next: "Order it from its first day on; the order menu says which that is." },
  "code-unknown": { turn: "practice", next: "Check the code against the order menu." },
  malformed: { turn: "practice", next: "Your EMR has to write it differently. Give this to whoever looks after it." },
  unmapped: { turn: "practice", next: "Your EMR has to fill this field. Give this to whoever looks after it." },
  "unexpected-type": { turn: "practice", next: "Your EMR sends another kind of message here. Tell its vendor." },
  "other-format": { turn: "practice", next: "Your EMR writes in another format than agreed. Tell its vendor." },
};
const labs: Pick<Fault, "turn" | "next"> = { turn: "lab", next: "The lab looks into it. Nothing to do for you." };

const hasStopped = ({ state }: Message) => state === "dead" || state === "held" || state === "discarded";

/** The messages of a run that stopped, each with what is wrong with it; `ids`: only those, `meant`: as a scenario wants it. */
export const faultsOf = (facts: TestRunFacts, ids: readonly string[], meant: boolean): Fault[] =>
  facts.messages.filter((message) => ids.includes(message.id) && hasStopped(message)).map((one) => faultOf(one, meant));

/** The stopped messages that belong to none of these. */
export const otherFaults = (facts: TestRunFacts, known: ReadonlySet<string>): Fault[] =>
  facts.messages.filter((message) => !known.has(message.id) && hasStopped(message)).map((one) => faultOf(one, false));

function faultOf(message: Message, meant: boolean): Fault {
  const { reasonPath: path, reasonCode, direction } = message;
  const theirs = direction === "order";
  // What the lab sent is not the practice's to mend, whatever is wrong with it.
  const step = (theirs && steps[reasonCode ?? ""]) || labs;
  return {
    id: message.id,
    title: message.title,
    problem: plainly(message.reason ?? "It stopped."),
    meant,
    ...step,
    field: path ? fieldAt(path) : null,
    parts: theirs && !looksLikeJson(message.raw) ? partsOf(message) : [],
  };
}

/** What stands at a path by the standard: its name, what it is for, and what is expected there. */
function fieldAt(path: string): Fault["field"] {
  const about = explain(path.replaceAll(/\[\d+\]/g, ""));
  const codes = about?.codes?.slice(0, 6).map(({ code, meaning }) => `${code} (${meaning.toLowerCase()})`) ?? [];
  return {
    place: placeOf(path),
    name: nameAt(path) ?? `“${path}”`,
    about: about?.description ?? "",
    expected: [
      ...(about?.required ? ["It may not be empty."] : []),
      ...(about?.typeName ? [`It is of the kind: ${about.typeName.toLowerCase()}.`] : []),
      ...(codes.length > 0 ? [`Such as ${codes.join(", ")}.`] : []),
    ],
  };
}

/** The message part by part, by the standard's names. Patient data does not leave the server. */
function partsOf({ raw, reasonPath }: Message): Fault["parts"] {
  const at = /^([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?-(\d+)/.exec(reasonPath ?? "");
  const seen = new Map<string, number>();
  return hl7Segments(raw, false).map((segment) => {
    const nth = (seen.get(segment.id) ?? 0) + 1;
    seen.set(segment.id, nth);
    const isHere = at?.[1] === segment.id && Number(at[2] ?? 1) === nth;
    return {
      key: String(segment.index),
      title: explain(segment.id)?.name ?? "A part of its own",
      fields: segment.fields
        .map(({ number, name, text, masked, meaning }) => ({
          number,
          name: name ?? "No field of the standard",
          // What kind it is stands there in the standard's short words; here in those people use.
          text:
            segment.id === "MSH" && number === 9
              ? plainly(text.split("^")[0] ?? "")
              : meaning
                ? `${text} (${meaning.toLowerCase()})`
                : text,
          masked,
          fault: isHere && at?.[3] === String(number),
        }))
        // The characters that separate the rest say nothing by themselves.
        .filter(({ number }) => segment.id !== "MSH" || number > 2)
        .filter(({ text, masked, fault }) => text !== "" || masked || fault),
    };
  });
}
