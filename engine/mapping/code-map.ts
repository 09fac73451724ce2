/** The laboratory's test codes and an EMR's own for the same tests. Observation codes are never touched. */
import type { Code, Order, Result } from "~/engine/contract";
import type { Finding } from "~/engine/hl7";

export interface CodeMapEntry {
  readonly labCode: string;
  readonly emrCode: string;
  readonly emrText?: string;
}
export type CodeMap = readonly CodeMapEntry[];

/** A code the map lacks; `position` is that of its test in the order, from 0. */
export interface UnknownCode {
  readonly position: number;
  readonly code: string;
  readonly text?: string;
}

export interface OrderTranslation {
  /** With the laboratory's code for each test the map knows; the others are as they came. */
  readonly value: Order;
  readonly unknown: readonly UnknownCode[];
}

/** The other side's code goes first, the one it came with stays beside it. */
export function swapped(code: Code, to: { code: string; text?: string | undefined }): Code {
  const { alternate: _, ...own } = code;
  return {
    ...own,
    code: to.code,
    text: to.text ?? own.text,
    system: "L",
    alternate: { code: own.code, text: own.text, system: own.system },
  };
}

/** An EMR's order with the laboratory's test codes; every code the map lacks is named, so that one look repairs the map. */
export function translateOrder(order: Order, codeMap: CodeMap): OrderTranslation {
  const byEmrCode = new Map(codeMap.map((entry) => [entry.emrCode, entry]));
  const unknown: UnknownCode[] = [];
  const tests = order.tests.map((test, position) => {
    const entry = byEmrCode.get(test.code.code ?? "");
    if (entry) return { ...test, code: swapped(test.code, { code: entry.labCode }) };
    unknown.push({ position, code: test.code.code ?? "", ...(test.code.text && { text: test.code.text }) });
    return test;
  });
  return { value: { ...order, tests }, unknown };
}

export interface ResultTranslation {
  readonly kind: "translated";
  readonly value: Result;
  /** A test the map lacks keeps the laboratory's code: a result is never held back for its code. */
  readonly findings: readonly Finding[];
}

/** A result with the EMR's test codes. Where one laboratory code serves several EMR codes, the one the order carried wins. */
export function translateResult(result: Result, codeMap: CodeMap): ResultTranslation {
  const findings: Finding[] = [];
  const tests = result.tests.map((test, i) => {
    const candidates = codeMap.filter((entry) => entry.labCode === test.code.code);
    const entry = candidates.find(({ emrCode }) => emrCode === test.code.alternate?.code) ?? candidates[0];
    if (entry) return { ...test, code: swapped(test.code, { code: entry.emrCode, text: entry.emrText }) };
    findings.push({
      severity: "warning",
      code: "unknown-code",
      path: i === 0 ? "OBR-4" : `OBR[${i + 1}]-4`,
      message: "The code map has no EMR code for this test; the laboratory's code goes out unchanged.",
    });
    return test;
  });
  return { kind: "translated", value: { ...result, tests }, findings };
}
