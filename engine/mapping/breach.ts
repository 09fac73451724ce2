import { explain } from "~/engine/hl7";
import type { CompiledMap, InboundRule, ScopeName } from "./compile";
import type { InboundRun } from "./inbound";

/** A breach of the contract in the words of the message: the HL7 field whose rule fills that place. */
export function addBreach(
  run: InboundRun,
  map: CompiledMap<InboundRule>,
  issue: { path: readonly PropertyKey[]; message: string },
): void {
  const keys = issue.path.map(String);
  const scope = scopeOf(keys);
  const place = keys.slice(scope.depth).join(".");
  const rule = map.scopes[scope.name].find(
    ({ rule: { to } }) => place === to || place.startsWith(`${to}.`) || (place !== "" && to.startsWith(`${place}.`)),
  );
  const absent = scope.name === "message" ? ABSENT[place] : undefined;
  const path = absent?.path ?? rule?.sources[0]?.text ?? "";
  if (run.findings.some((finding) => finding.severity === "error" && finding.path.replace(/\[\d+\]/, "") === path))
    return;
  if (absent) {
    const said = run.findings.some((finding) => finding.severity === "error" && finding.path.startsWith(absent.path));
    if (!said) run.note("error", "segment-missing", absent.path, absent.message);
    return;
  }
  const name = explain(path)?.name ?? place;
  const reason = /^(has|is) /.test(issue.message) ? issue.message : "is missing or not as the contract wants it";
  run.note("error", "required-missing", path, `${name}${path ? ` (${path})` : ""} ${reason}.`, rule?.rule.name);
}

/** Parts of the contract that are missing as a whole. */
const ABSENT: Readonly<Record<string, { readonly path: string; readonly message: string }>> = {
  patient: {
    path: "PID",
    message: "There is no patient: PID is missing, or has neither an identifier (PID-3) nor a name (PID-5).",
  },
  tests: { path: "OBR", message: "There is no test: the message has no OBR segment." },
};
const SCOPE_KEYS: Readonly<Record<string, ScopeName>> = {
  tests: "test",
  specimens: "specimen",
  diagnoses: "diagnosis",
  insurance: "insurance",
  observations: "observation",
  answers: "answer",
};

function scopeOf(keys: readonly string[]): { name: ScopeName; depth: number } {
  let found: { name: ScopeName; depth: number } = { name: "message", depth: 0 };
  keys.forEach((key, i) => {
    const name = SCOPE_KEYS[key];
    if (name && keys.length > i + 1) found = { name, depth: i + 2 };
  });
  return found;
}
