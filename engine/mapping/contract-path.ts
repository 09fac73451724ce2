/** Paths into the contract: `patient.name.family`, `specimens.0.type`; a leading `/` starts from the order or result. */

export interface ContractPath {
  readonly fromRoot: boolean;
  readonly keys: readonly string[];
}

export function parseContractPath(text: string): ContractPath {
  const fromRoot = text.startsWith("/");
  return { fromRoot, keys: (fromRoot ? text.slice(1) : text).split(".") };
}

export function readPath(from: unknown, keys: readonly string[]): unknown {
  let value = from;
  for (const key of keys) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

/** Sets a value, making the objects on the way. Keys come from templates, so those that reach into prototypes are refused when compiled. */
export function writePath(into: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let object = into;
  keys.forEach((key, i) => {
    if (i === keys.length - 1) {
      object[key] = value;
      return;
    }
    const next = object[key];
    if (typeof next === "object" && next !== null) {
      object = next as Record<string, unknown>;
    } else {
      const made: Record<string, unknown> = {};
      object[key] = made;
      object = made;
    }
  });
}
