import { describe, test } from "vitest";

/** What goes wrong. */
export const faults = {
  K: "kill -9",
  T: "exception",
  H: "far end falls silent",
  R: "connection cut",
  D: "database restart",
  C: "answer to the commit lost",
  F: "disk full",
  S: "clock an hour off",
  P: "worker cut off from the database",
  X: "second worker",
} as const;
export type Fault = keyof typeof faults;
type Row = { name: string } & Partial<Record<Fault, string>>;

/**
 * Each step of a message's way, each fault that can strike there, and what holds afterwards. Over all of it: the far end
 * holds the message once, its file was put away once, the books balance and the audit chains verify (`settled`). A fault
 * that a row does not name cannot strike there: a step that talks to no far end is not hit by its silence, one that
 * commits nothing loses no answer to a commit.
 */
export const steps = {
  I1: {
    name: "I1 take the lane",
    K: "the lane is free when the lease has expired, and another worker takes the file",
    T: "the lane is given back with the failure noted, and its next run takes the file",
    D: "the lane is claimed or free, never lost, and the file is taken when the database is back",
    C: "a claim that nobody knows of ends with its lease, and the file is taken once",
    F: "nothing is claimed, somebody is told, and work goes on when there is room",
    S: "whether a lease is over is for the database's clock to say",
    P: "another worker gets the lane and takes the file; the old one commits nothing",
    X: "of two workers that want a lane one gets it",
  },
  I3: {
    name: "I3 list",
    K: "nothing has changed, and the next listing finds the file",
    T: "nothing has changed, and the next listing finds the file",
    H: "the request fails at its deadline, the lane is given back, and the next listing finds the file",
    R: "the request fails at once, the lane is given back, and the next listing finds the file",
    D: "the listing is dropped, and the next one finds the file",
    F: "the intake stands still until its time has come again",
    S: "a file counts as whole however late or early its time says it is",
    P: "the listing is of no consequence; who has the lane takes the file",
    X: "both may list, and one takes the file",
  },
  I5: {
    name: "I5 claim the file",
    K: "no claim is left, and another worker claims the file",
    T: "no claim is left, and the next run claims the file",
    D: "no claim is left, and the file is claimed when the database is back",
    C: "the claim is found by its file and used again, not made a second time",
    F: "the claim is refused and the file is not read",
    P: "the claim of the old worker is refused",
    X: "there is one claim",
  },
  I6: {
    name: "I6 read",
    K: "the claim is used again, its second try counted, and the file is read whole",
    T: "the claim is used again and the file is read whole",
    H: "the read fails at its deadline, nothing of it is kept, and it does not count against the file",
    R: "the read fails at once, nothing of it is kept, and it does not count against the file",
    D: "the file is read again when the database is back",
    P: "what the old worker read is refused",
    X: "what the old worker read is refused",
  },
  I7: {
    name: "I7 verify",
    K: "the file is read again",
    T: "the file is read again",
    H: "the look fails at its deadline and the file is read again",
    R: "the look fails at once and the file is read again",
    D: "the file is read again when the database is back",
    S: "the time of a file is held against itself alone",
  },
  map: {
    name: "parse and map",
    K: "the try was counted before; a file that ends its process again and again is set aside and told of",
    T: "nothing is stored, and the next run maps the stored bytes of the file anew",
    D: "the file is mapped again when the database is back",
    F: "nothing is stored and the file stays",
    P: "what the old worker mapped is refused",
    X: "what the old worker mapped is refused",
  },
  I8: {
    name: "I8 store",
    K: "nothing is stored, the file is untouched, and another worker stores it once",
    T: "nothing is stored, the file is untouched, and the next run stores it once",
    D: "nothing is stored, and it is stored once when the database is back",
    C: "it is stored, which the next run finds by the file's record; it is put away and not stored again",
    F: "nothing is stored, the file is untouched, the intake pauses and somebody is told",
    P: "the commit fails, so the file is never put away by that worker",
    X: "the commit of the old worker is refused and leaves nothing",
  },
  enqueue: {
    name: "enqueue for delivery",
    K: "the message is neither stored nor queued; both happen in the next commit",
    T: "the message is neither stored nor queued; both happen in the next commit",
    D: "the message is neither stored nor queued; both happen in the next commit",
    C: "the message is stored and queued, and goes out once",
    F: "the message is neither stored nor queued; both happen in the next commit",
  },
  I9: {
    name: "I9 put the file away",
    K: "the message is stored, the file is left, and another worker only puts it away",
    T: "the message is stored, the file is left, and the next run only puts it away",
    H: "whether it was moved is unknown; the next run looks at both names and finishes",
    R: "the move was made and its answer lost; the next run finds the file gone and finishes",
    F: "the file stays and is marked, somebody is told, other files are taken, and it is put away when there is room",
    P: "the old worker moves nothing that it cannot know to be its own",
    X: "the old worker leaves a new file of the same name alone",
  },
  I10: {
    name: "I10 record that",
    K: "another worker finds the file gone and records it",
    T: "the next run finds the file gone and records it",
    D: "it is recorded when the database is back",
    C: "it is recorded once",
    F: "it is recorded when there is room",
    S: "the messages of the file are found whatever the clock says",
    P: "the old worker's record is refused, the new one's stands",
    X: "the old worker's record is refused, the new one's stands",
  },
  O1: {
    name: "O1 take the lane",
    K: "the lane is free when the lease has expired, and another worker delivers",
    T: "the lane is given back with the failure noted, and its next run delivers",
    D: "the lane is claimed or free, never lost, and the message goes out when the database is back",
    C: "a claim that nobody knows of ends with its lease, and the message goes out once",
    S: "a message is due when the database's clock says so",
    P: "another worker gets the lane and delivers",
    X: "of two workers that want a lane one gets it",
  },
  O6: {
    name: "O6 write the temporary file",
    K: "what was written has a name nobody looks for, is removed, and the file is written anew",
    T: "the file is written anew",
    H: "the write fails at its deadline and the file is written anew",
    R: "the write fails at once and the file is written anew",
    F: "the far end is full, the message waits, and it goes out whole when there is room",
    P: "the old worker's temporary file has its own epoch in the name and is in nobody's way",
    X: "the old worker's temporary file has its own epoch in the name and is in nobody's way",
  },
  O8: {
    name: "O7/O8 flush and verify",
    K: "what was written is removed and written anew",
    T: "what was written is removed and written anew",
    H: "the look fails at its deadline and the file is written anew",
    R: "the look fails at once and the file is written anew",
    F: "a file that the far end did not keep whole is found out and written anew",
  },
  intent: {
    name: "commit the intent",
    K: "no intent is left, nothing was renamed, and another worker begins anew",
    T: "no intent is left, nothing was renamed, and the next run begins anew",
    D: "no intent is left, nothing was renamed, and it goes out when the database is back",
    C: "the intent is there and nothing was renamed; the next run finds the temporary file and renames it",
    F: "no intent is left, nothing is renamed, and it goes out when there is room",
    P: "the intent of the old worker fails, so it renames nothing",
    X: "the intent of the old worker is refused, so it renames nothing",
  },
  O9: {
    name: "O9 rename",
    K: "another worker finds the temporary file and renames it",
    T: "the next run finds the temporary file and renames it",
    H: "whether it was renamed is unknown; the next run looks at both names and finishes",
    R: "it was renamed and the answer lost; the next run finds the file there and sends no second one",
    D: "it is renamed while the database is away; the next run finds the file there",
    F: "the refused rename is seen, and made when there is room",
    P: "the old worker may have renamed without a record; the new one finds the file, or counts it as in doubt",
    X: "the old worker's rename finds its temporary file gone or the name taken; one file is there",
  },
  O12: {
    name: "O12 record the delivery",
    K: "another worker finds the file at the far end and sends no second one",
    T: "the next run finds the file at the far end and sends no second one",
    D: "the file is found at the far end when the database is back",
    C: "the delivery is on record and nothing is sent again",
    F: "the file is found at the far end when there is room",
    P: "the old worker's record is refused, and the new one finds the file",
    X: "the old worker's record is refused, and the new one finds the file",
  },
} as const satisfies Record<string, Row>;

/** The same for what happens beside the files, by what is done. */
export const works = {
  rest: {
    name: "REST send",
    K: "sent or not, the message goes again under the same key with the same bytes, and the receiver has it once",
    T: "sent or not, the message goes again under the same key with the same bytes, and the receiver has it once",
    H: "the request fails at its deadline and goes again under the same key",
    R: "the answer is lost, and the message goes again under the same key",
    S: "a Retry-After of a receiver whose clock differs is kept within bounds",
    P: "both workers send under one key, and the receiver has it once",
    X: "both workers send under one key, and the receiver has it once",
  },
  audit: {
    name: "audit append",
    K: "the event and what it records are both missing, and the chain verifies",
    T: "what cannot be recorded is not done",
    D: "the event and what it records are both missing, and the chain verifies",
    C: "the event and what it records are both there, once",
    F: "what cannot be recorded is not done",
    S: "events are in order of their number and bear the database's time",
    X: "two writers at once leave no gap and no fork",
  },
  replay: {
    name: "replay job",
    K: "another runner goes on where it stood, and each message is replayed once",
    T: "the job is taken up again where it stood, and each message is replayed once",
    D: "it goes on where it stood when the database is back",
    C: "the item whose answer was lost is not done again",
    F: "the item waits and is done when there is room",
    P: "another runner goes on; the old one changes nothing",
    X: "a job has one runner",
  },
  web: {
    name: "web action",
    K: "the same form sent again after the commit leads to what it made the first time",
    D: "nothing is left, and the same form sent again is the first",
    C: "the same form sent again leads to what it made the first time",
    F: "nothing is left, and the same form sent again is the first",
    S: "when a session ends is for the database's clock to say",
  },
  migration: {
    name: "migration",
    K: "nothing of it is left, its lock is free, and the next run makes it whole",
    D: "nothing of it is left, and the next run makes it whole",
    C: "it is made, and the next run finds nothing to do",
    F: "nothing of it is left, and the next run makes it whole",
    X: "one works, the other waits for it and finds nothing to do",
  },
} as const satisfies Record<string, Row>;

type Steps = typeof steps;
type Works = typeof works;
export type Scene = () => Promise<void>;

/** One test for each step that has this fault; a scene too few or too many is a type error, and fails here. */
export function eachStep<F extends Fault>(
  fault: F,
  scenes: { [S in keyof Steps as Steps[S] extends Record<F, string> ? S : never]: Scene },
): void {
  enact(Object.values(rowsWith(steps, fault)), scenes, Object.keys(rowsWith(steps, fault)));
}

/** One test for each fault that can strike this work. */
export function eachFault<W extends keyof Works>(
  work: W,
  scenes: { [F in Exclude<keyof Works[W], "name">]: Scene },
): void {
  const { name, ...cells } = works[work] as Row;
  enact(
    Object.entries(cells).map(([fault, then]) => `${name} · ${faults[fault as Fault]} · ${then}`),
    scenes,
    Object.keys(cells),
  );
}

const rowsWith = (rows: Readonly<Record<string, Row>>, fault: Fault): Record<string, string> =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([key, row]) =>
      row[fault] ? [[key, `${row.name} · ${faults[fault]} · ${row[fault]}`]] : [],
    ),
  );

function enact(names: readonly string[], scenes: object, keys: readonly string[]): void {
  const given = Object.entries(scenes) as [string, Scene][];
  if (given.length !== keys.length)
    throw new Error(`The matrix has ${keys.join()}, the scenes ${given.map(([key]) => key)}.`);
  describe("the fault matrix", () => {
    for (const [index, key] of keys.entries()) {
      const scene = (scenes as Record<string, Scene>)[key];
      if (!scene) throw new Error(`There is no scene for ${key}.`);
      test(names[index] ?? key, scene);
    }
  });
}
