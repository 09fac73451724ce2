import type { ResultStatus } from "~/engine/contract";

type Item = Record<string, unknown>;

/** The message's state from its tests': anything withdrawn or corrected shows; final only when all are finished. */
export function wholeStatus(all: readonly Item[]): ResultStatus {
  const states = all.map(testStatus);
  const has = (status: ResultStatus) => states.includes(status);
  for (const loud of ["withdrawn", "corrected", "amended"] as const) if (has(loud)) return loud;
  if (states.every((status) => status === "cancelled")) return "cancelled";
  if (states.every((status) => status === "final" || status === "cancelled")) return "final";
  if (has("final") || has("partial")) return "partial";
  for (const early of ["preliminary", "inProcess", "ordered"] as const) if (has(early)) return early;
  return "preliminary";
}

/** OBR-25, or what the observations say when it is empty. Without either a result is not trusted to be more than preliminary. */
function testStatus(test: Item): ResultStatus {
  if (test.status !== undefined) return test.status as ResultStatus;
  const observations = (test.observations ?? []) as Item[];
  const states = observations.map((observation) => (observation.status ?? "preliminary") as ResultStatus);
  for (const loud of ["withdrawn", "corrected", "preliminary", "partial", "inProcess", "ordered"] as const) {
    if (states.includes(loud)) return loud;
  }
  return states.length > 0 ? "final" : "preliminary";
}
