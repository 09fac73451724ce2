/** The HL7 library against the npm libraries and against plain JavaScript doing less, on the same message. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encode, get, type Message, parse, set, splitFile } from "~/engine/hl7";
import { type Library, loadLibraries, placeOf } from "./hl7-libraries";
import { READS, SAMPLE } from "./hl7-sample";
import { type BenchResult, type BenchRow, type Candidate, measure, median, ROUNDS } from "./measure";

const OURS = "gatehouse";
const CORPUS = "../shared/corpus/hl7";
/** One corpus message in so many is measured; the slow libraries take their time. */
const EVERY = 4;
const bytes = new TextEncoder().encode(SAMPLE);
const places = READS.map(placeOf);

function message(input: Uint8Array | string): Message {
  const parsed = parse(input);
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.message;
}

function readSome(input: Uint8Array | string, count: number): number {
  const read = message(input);
  let length = 0;
  for (let i = 0; i < count; i++) length += get(read, READS[i] ?? "")?.length ?? 0;
  return length;
}

const splitFields = (text: string) => text.split("\r").map((line) => line.split("|"));

/** Every level of every field as arrays, which is what eager libraries make. */
const splitDeep = (text: string) =>
  text
    .split("\r")
    .map((line) =>
      line
        .split("|")
        .map((field) => field.split("~").map((one) => one.split("^").map((component) => component.split("&")))),
    );

interface Task {
  readonly what: string;
  readonly ours: readonly Candidate[];
  theirs(library: Library): (() => number) | undefined;
  readonly plain?: readonly Candidate[];
}

const utf8 = new TextDecoder();
const readWith = (library: Library, count: number) => () => {
  const document = library.parse(SAMPLE);
  let length = 0;
  for (const place of places.slice(0, count)) length += library.read(document, place)?.length ?? 0;
  return length;
};

const TASKS: readonly Task[] = [
  {
    what: "parse + 10 reads",
    ours: [
      { what: `${OURS}, from text`, run: () => readSome(SAMPLE, 10) },
      { what: `${OURS}, from bytes`, run: () => readSome(bytes, 10) },
    ],
    theirs: (library) => readWith(library, 10),
    plain: [
      { what: "plain split into lines", run: () => SAMPLE.split("\r").length },
      { what: "plain split into lines and fields", run: () => splitFields(SAMPLE).length },
      { what: "the same from bytes", run: () => splitFields(utf8.decode(bytes)).length },
    ],
  },
  {
    what: "parse + 38 mapping reads",
    ours: [
      { what: `${OURS}, from text`, run: () => readSome(SAMPLE, READS.length) },
      { what: `${OURS}, from bytes`, run: () => readSome(bytes, READS.length) },
    ],
    theirs: (library) => readWith(library, READS.length),
    plain: [{ what: "plain split to sub-components", run: () => splitDeep(SAMPLE).length }],
  },
  {
    what: "set MSH-10 and write",
    ours: [{ what: `${OURS}, bytes to bytes`, run: () => encode(set(message(bytes), "MSH-10", "BENCH-0002")).length }],
    theirs: ({ parse: read, setControlId, write }) =>
      setControlId &&
      write &&
      (() => {
        const document = read(SAMPLE);
        setControlId(document, "BENCH-0002");
        return write(document).length;
      }),
  },
  {
    what: "parse and write",
    ours: [{ what: `${OURS}, bytes to bytes`, run: () => encode(message(bytes)).length }],
    theirs: ({ parse: read, write }) => write && (() => write(read(SAMPLE)).length),
  },
];

function taskRows(task: Task, libraries: readonly Library[]): BenchRow[] {
  const theirs = libraries.flatMap((library) => {
    const run = task.theirs(library);
    return run ? [{ what: library.name, run }] : [];
  });
  const speeds = measure([...task.ours, ...theirs, ...(task.plain ?? [])]);
  const speedOf = (what: string) => speeds.get(what) ?? Number.NaN;
  const fastest = theirs.map(({ what }) => what).sort((a, b) => (speedOf(b) || 0) - (speedOf(a) || 0))[0];
  const row = (what: string, against?: string): BenchRow => {
    const ratio = against === undefined ? Number.NaN : speedOf(what) / speedOf(against);
    const whose = against === undefined || Number.isNaN(ratio) ? {} : { ratio, against };
    return { what: `${task.what}: ${what}`, value: speedOf(what), unit: "messages/s", ...whose };
  };
  const first = task.ours[0]?.what ?? OURS;
  return [
    ...task.ours.flatMap(({ what }) => [
      row(what, fastest),
      { what: `${task.what}: ${what}`, value: (speedOf(what) * bytes.length) / 1e6, unit: "MB/s" },
    ]),
    ...(task.plain ?? []).map(({ what }) => row(what, first)),
    ...theirs.map(({ what }) => row(what, first)),
  ];
}

/** How many of the 38 places a library reads as they are; a fast wrong answer is no answer. */
function agreement(libraries: readonly Library[]): BenchRow[] {
  const sample = message(SAMPLE);
  return libraries.map((library) => {
    let same = 0;
    try {
      const document = library.parse(SAMPLE);
      for (const place of places) if (library.read(document, place) === get(sample, place.text)) same++;
    } catch {
      same = 0;
    }
    return { what: `places read alike: ${library.name}`, value: same, unit: `of ${places.length}` };
  });
}

const MEGABYTE = 1_000_000;

/** One message of each size; a parser that is linear keeps its MB/s. Each is read three times, the middle one counts. */
function sizeRows(): BenchRow[] {
  return [1, 10, 100].map((size) => {
    const line = "OBX|1|TX|NOTE^Text^L||Nothing of note was found in this made-up line||||||F\r";
    const large = new TextEncoder().encode(SAMPLE + line.repeat(Math.floor((size * MEGABYTE) / line.length)));
    const seconds = [1, 2, 3].map(() => {
      const start = performance.now();
      readSome(large, 10);
      return (performance.now() - start) / 1000;
    });
    return {
      what: `one message of ${size} MB, parse + 10 reads`,
      value: large.length / MEGABYTE / median(seconds),
      unit: "MB/s",
    };
  });
}

function corpusRows(libraries: readonly Library[]): BenchRow[] {
  if (!existsSync(CORPUS)) return [];
  const files = readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/(SOURCES\.md|index\.csv)$/.test(entry.name))
    .map((entry) => new Uint8Array(readFileSync(join(entry.parentPath, entry.name))));
  const parts = files.flatMap((file) => splitFile(file).messages.map((one) => one.bytes));
  const whole = parts.filter((part, i) => i % EVERY === 0 && parse(part).kind === "message");
  const texts = whole.map((part) => utf8.decode(part).replace(/\r?\n/g, "\r"));
  const size = whole.reduce((sum, part) => sum + part.length, 0);
  const candidates = [
    { what: OURS, run: () => whole.reduce((sum, part) => sum + readSome(part, 10), 0) },
    {
      what: "plain split into lines and fields",
      run: () => texts.reduce((n, text) => n + splitFields(text).length, 0),
    },
    ...libraries.map((library) => ({
      what: library.name,
      run: () =>
        texts.reduce((sum, text) => {
          try {
            return sum + readOne(library, text);
          } catch {
            return sum;
          }
        }, 0),
    })),
  ];
  const speeds = measure(candidates);
  const ours = speeds.get(OURS) ?? Number.NaN;
  return [
    { what: `corpus of ${whole.length} messages, parse + 10 reads: ${OURS}`, value: (ours * size) / 1e6, unit: "MB/s" },
    ...candidates.map(({ what }) => {
      const speed = speeds.get(what) ?? Number.NaN;
      const compared = what === OURS ? {} : { ratio: speed / ours, against: OURS };
      return {
        what: `corpus, parse + 10 reads: ${what}`,
        value: speed * whole.length,
        unit: "messages/s",
        ...compared,
      };
    }),
  ];
}

function readOne(library: Library, text: string): number {
  const document = library.parse(text);
  let length = 0;
  for (const place of places.slice(0, 10)) length += String(library.read(document, place) ?? "").length;
  return length;
}

const METHOD = `Node ${process.version}. A fictitious ORU of ${SAMPLE.split("\r").length - 1} segments and ${bytes.length} bytes. The other libraries get text, ready decoded, with the line ends they want. Candidates take turns; each number is the median of ${ROUNDS} rounds of at least 60 ms after a warm-up. A library that writes faster than it can have read hands its input back.`;

export async function bench(): Promise<BenchResult> {
  const { libraries, failed } = await loadLibraries();
  for (const reason of failed) console.log(reason);
  const rows = [
    ...TASKS.flatMap((task) => taskRows(task, libraries)),
    ...agreement(libraries),
    ...sizeRows(),
    ...corpusRows(libraries),
  ];
  return { rows, method: METHOD };
}
