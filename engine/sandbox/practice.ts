/** One EMR account: places orders, files what comes back, adopts the order menu it is sent. */
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MenuEntry, OrderRequest, PlacedOrder, ReceivedResult } from "./contract";
import { finishedFiles, Ledger, moveAside, writeWhole } from "./durable-files";
import { component, messagesOf, sortableTime } from "./hl7-text";
import { orderBody } from "./order-body";
import { menuOf } from "./order-menu";
import { orderMessage } from "./order-message";
import { randomOf } from "./random";

export type PracticeOptions = {
  account: string;
  /** Holds orders/, results/ and archive/; what the outside sees. */
  folder: string;
  /** Ledgers and the menu; the outside never sees it. */
  stateFolder: string;
  instance: string;
  seed: number;
};

export const PRACTICE_FOLDERS = ["orders", "results", "archive"] as const;

export class Practice {
  private work: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: PracticeOptions,
    private readonly placed: Ledger<PlacedOrder>,
    private readonly received: Ledger<ReceivedResult>,
    private menu: MenuEntry[],
  ) {}

  static async open(options: PracticeOptions): Promise<Practice> {
    const { folder, stateFolder } = options;
    for (const name of PRACTICE_FOLDERS) await mkdir(join(folder, name), { recursive: true });
    const placed = await Ledger.open<PlacedOrder>(join(stateFolder, "placed.ndjson"));
    const received = await Ledger.open<ReceivedResult>(join(stateFolder, "received.ndjson"));
    const menu = await readFile(join(stateFolder, "menu.json"), "utf8").catch(() => "[]");
    const practice = new Practice(options, placed, received, JSON.parse(menu) as MenuEntry[]);
    practice.resultsMayHaveCome();
    return practice;
  }

  get orderMenu(): MenuEntry[] {
    return [...this.menu];
  }

  receivedResults(): ReceivedResult[] {
    return [...this.received.entries];
  }

  /** The order file is in `orders/` when it returns, with those that repeat or cancel it. */
  placeOrder(
    order: OrderRequest,
    numbered: (placerOrderNumber: string) => Promise<void> = async () => undefined,
  ): Promise<PlacedOrder> {
    return this.afterwards(async () => {
      const { account, instance, seed, folder } = this.options;
      const number = String(this.placed.entries.length + 1).padStart(6, "0");
      const mark = createHash("sha256").update(`${instance}/${account}`).digest("hex").slice(0, 6).toUpperCase();
      const at = Date.now();
      const about = { placerOrderNumber: `P${mark}-${number}`, controlId: `E${mark}${number}` };
      const json = order.format === "json";
      const name = `${account}_${json ? "order" : "ORM"}_${sortableTime(at)}_${number}`;
      const fileNamed = (more = "") => `${name}${more}.${json ? "json" : "hl7"}`;
      const placed = { ...about, fileName: fileNamed() };
      // Noted first: a kill in between costs a number, never gives one out twice.
      await this.placed.append(placed);
      await numbered(about.placerOrderNumber);
      const write = json ? orderBody : orderMessage;
      const text = (control: "new" | "cancel" = "new", controlId = about.controlId) =>
        write(order, { ...about, controlId, control, account, at, random: randomOf(seed, account, number) });
      const put = (file: string, content: string) => writeWhole(join(folder, "orders", file), content);
      await put(placed.fileName, text());
      if (order.twice) await put(fileNamed("_again"), text());
      if (order.cancelled) await put(fileNamed("_cancel"), text("cancel", `${about.controlId}C`));
      return placed;
    });
  }

  resultsMayHaveCome(): void {
    // A file that cannot be read now is still there the next time.
    void this.afterwards(() => this.takeResults()).catch(() => undefined);
  }

  async settled(): Promise<void> {
    await this.work;
  }

  private afterwards<T>(step: () => Promise<T>): Promise<T> {
    const result = this.work.then(step);
    this.work = result.catch(() => undefined);
    return result;
  }

  private async takeResults(): Promise<void> {
    const inbox = join(this.options.folder, "results");
    for (const fileName of await finishedFiles(inbox)) {
      const path = join(inbox, fileName);
      const text = await readFile(path, "utf8");
      if (/^order-menu.*\.csv$/i.test(fileName)) {
        this.menu = menuOf(text);
        await writeWhole(join(this.options.stateFolder, "menu.json"), JSON.stringify(this.menu, null, 2));
      } else {
        const results = /\.json$/i.test(fileName) ? resultsInBody(text, fileName) : resultsOf(text, fileName);
        for (const result of results) await this.received.append(result);
      }
      await moveAside(path, join(this.options.folder, "archive"));
    }
  }
}

/** One entry per OBR; a message without any is still noted, so that nothing that arrived goes unseen. */
function resultsOf(text: string, fileName: string): ReceivedResult[] {
  const receivedAt = new Date().toISOString();
  return messagesOf(text).flatMap((segments) => {
    const controlId = component(segments[0], 10);
    const orderNumber = component(
      segments.find((part) => part[0] === "ORC"),
      2,
    );
    const requests = segments.filter((part) => part[0] === "OBR");
    const nothing = { fileName, controlId, placerOrderNumber: orderNumber, status: "", testCode: "", receivedAt };
    if (requests.length === 0) return [nothing];
    return requests.map((request) => ({
      ...nothing,
      placerOrderNumber: component(request, 2) || orderNumber,
      status: component(request, 25),
      testCode: component(request, 4),
    }));
  });
}

type ResultBody = {
  envelope?: { id?: string };
  placerOrderNumber?: string;
  tests?: { placerOrderNumber?: string; status?: string; code?: { code?: string } }[];
};

/** As {@link resultsOf}, for a JSON body: one entry per test. */
function resultsInBody(text: string, fileName: string): ReceivedResult[] {
  const body = JSON.parse(text) as ResultBody;
  return (body.tests ?? []).map((test) => ({
    fileName,
    controlId: body.envelope?.id ?? "",
    placerOrderNumber: test.placerOrderNumber ?? body.placerOrderNumber ?? "",
    status: test.status ?? "",
    testCode: test.code?.code ?? "",
    receivedAt: new Date().toISOString(),
  }));
}
