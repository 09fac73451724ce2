import { open, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { integer, type Random } from "~/engine/sandbox/random";
import { orderText, resultText } from "~/tests/support/connect-practice";

/** One file that a far end puts into its folder. */
export type Sending = {
  side: "emr" | "lis";
  name: string;
  text: string;
  /** Whether it appears whole, or in two pieces with a pause between. */
  how: "whole" | "in two pieces";
};

/** One message that must arrive once. `key` and `nth`: its order key and its place in it. */
export type Sent = { token: string; key: string; nth: number };

export type Traffic = { sendings: Sending[]; sent: Map<string, Sent>; malformed: number };

const RESULTS_OF_ONE_ORDER = 3;

/**
 * What is sent, from the seed alone: orders and results in turn; results come three to an order number, in an order that
 * must be kept, with those of others between. Some files appear in two pieces, some once more under their own or another
 * name, and some hold what is no message.
 */
export function planTraffic(count: number, facility: string, random: Random): Traffic {
  const sendings: Sending[] = [];
  const sent = new Map<string, Sent>();
  const later: Sending[] = [];
  let malformed = 0;
  const open: { key: string; nth: number }[] = [];
  for (let n = 0; n < count; n++) {
    const name = `m${String(n).padStart(6, "0")}`;
    if (n % 2 === 0) {
      const token = `P${n}`;
      const text = orderText({ placer: token, control: `C${n}` });
      sent.set(token, { token, key: token, nth: 1 });
      const order: Sending = { side: "emr", name, text, how: random() < 0.1 ? "in two pieces" : "whole" };
      sendings.push(order);
      if (random() < 0.1) later.push({ ...order, name: random() < 0.5 ? name : `${name}-again`, how: "whole" });
    } else {
      if (open.length < 4) open.push({ key: `K${n}`, nth: 0 });
      const at = integer(random, 0, open.length - 1);
      const one = open[at] ?? { key: `K${n}`, nth: 0 };
      one.nth++;
      if (one.nth === RESULTS_OF_ONE_ORDER) open.splice(at, 1);
      const token = `${one.key}-${one.nth}`;
      const text = resultText({ placer: one.key, control: `R${n}`, facility }).replaceAll(`L-${one.key}`, token);
      sent.set(token, { token, key: one.key, nth: one.nth });
      sendings.push({ side: "lis", name, text, how: "whole" });
    }
    if (random() < 0.02) {
      malformed++;
      sendings.push({ side: "emr", name: `${name}-bad`, text: `MSH|${n}\r`, how: "whole" });
    }
    if (later.length > 0 && random() < 0.2) sendings.push(...later.splice(0, 1));
  }
  return { sendings: [...sendings, ...later], sent, malformed };
}

/**
 * Puts one file into `folder`. The second piece of one in two comes after `pauseMs`, into the file that was begun: should
 * another have taken its name meanwhile, that one stays as it is.
 */
export async function put(folder: string, { name, text, how }: Sending, pauseMs: number): Promise<void> {
  const path = join(folder, `${name}.hl7`);
  if (how === "whole") {
    await writeFile(`${path}.part`, text);
    return rename(`${path}.part`, path);
  }
  // Not at the end of a segment: nobody could tell that from a message that ends there.
  const third = Math.floor(text.length / 3);
  const cut = text[third - 1] === "\r" ? third + 1 : third;
  const file = await open(path, "w");
  await file.write(text.slice(0, cut));
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  await file.write(text.slice(cut));
  await file.close();
}
