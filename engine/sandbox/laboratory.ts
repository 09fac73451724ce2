/**
 * The LIS behind its folders: takes orders, promises results, keeps the promises across restarts.
 *
 * Every step is in the ledger before it counts. A result's bytes follow from the order and the plan alone, so a result
 * written just before a kill is written again identically.
 */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PlannedAnswer, ReceivedOrder, ResultStage, SentResult, UnsolicitedResult } from "./contract";
import { finishedFiles, Ledger, moveAside, writeWhole } from "./durable-files";
import { sortableTime } from "./hl7-text";
import { type IncomingOrder, ordersOf } from "./order-intake";
import { randomOf } from "./random";
import { type AcceptedOrder, resultMessage } from "./result-message";

type Promised = { stage: ResultStage; dueAt: number };
type Entry =
  | { kind: "order"; order: AcceptedOrder; plan: Promised[]; withPdf: boolean }
  | { kind: "planned"; placerOrderNumber: string; answer: PlannedAnswer }
  | { kind: "unsolicited"; order: AcceptedOrder }
  | { kind: "cancelled"; placerOrderNumber: string }
  | { kind: "duplicate"; placerOrderNumber: string; fileName: string }
  | { kind: "answer"; placerOrderNumber: string; stage: ResultStage; controlId: string; fileName: string }
  | { kind: "refused"; fileName: string; reason: string };
type Known = { order: AcceptedOrder; withPdf: boolean; open: Promised[]; received: ReceivedOrder };

export type LaboratoryOptions = {
  /** Holds orders/, results/ and archive/. */
  folder: string;
  ledgerPath: string;
  /** Keeps numbers of two sandboxes apart. */
  instance: string;
  turnaroundMs: number;
  correctedShare: number;
  preliminaryShare: number;
  pdfShare: number;
  seed: number;
};

export class Laboratory {
  private readonly known = new Map<string, Known>();
  private readonly refused: { fileName: string; reason: string }[] = [];
  private readonly planned = new Map<string, PlannedAnswer>();
  private readonly cancelled = new Set<string>();
  private unsolicited = 0;
  private work: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private paused = false;
  private stopped = false;

  private constructor(
    private readonly options: LaboratoryOptions,
    private readonly ledger: Ledger<Entry>,
  ) {}

  /** Reads the ledger and starts answering what is due. */
  static async open(options: LaboratoryOptions): Promise<Laboratory> {
    for (const name of ["orders", "results", "archive"]) await mkdir(join(options.folder, name), { recursive: true });
    const laboratory = new Laboratory(options, await Ledger.open<Entry>(options.ledgerPath));
    for (const entry of laboratory.ledger.entries) laboratory.remember(entry);
    laboratory.ordersMayHaveCome();
    return laboratory;
  }

  receivedOrders(): ReceivedOrder[] {
    return [...this.known.values()].map(({ received }) => structuredClone(received));
  }

  refusedFiles(): { fileName: string; reason: string }[] {
    return [...this.refused];
  }

  ordersMayHaveCome(): void {
    this.enqueue(() => this.takeOrders());
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.enqueue(() => this.answerWhatIsDue());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.work;
  }

  /** One step at a time; a step that fails is repeated with the next, since its file is still there. */
  private enqueue(step: () => Promise<void>): void {
    if (this.stopped) return;
    this.work = this.work
      .then(step)
      .catch(() => undefined)
      .then(() => this.armTimer());
  }

  private afterwards<T>(step: () => Promise<T>): Promise<T> {
    const result = this.work.then(step);
    this.work = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private async takeOrders(): Promise<void> {
    const inbox = join(this.options.folder, "orders");
    for (const fileName of await finishedFiles(inbox)) {
      const path = join(inbox, fileName);
      const outcome = ordersOf(await readFile(path, "utf8"));
      if (outcome.kind === "refused") await this.record({ kind: "refused", fileName, reason: outcome.reason });
      else for (const order of outcome.orders) await this.take(order, fileName);
      await moveAside(path, join(this.options.folder, "archive"));
    }
    await this.answerWhatIsDue();
  }

  plan(placerOrderNumber: string, answer: PlannedAnswer): Promise<void> {
    return this.afterwards(() => this.record({ kind: "planned", placerOrderNumber, answer }));
  }

  /** The result file is in `results/` when it returns. Its order has a number of the laboratory's alone. */
  sendUnsolicited({ facility, test, marked = false }: UnsolicitedResult): Promise<SentResult> {
    return this.afterwards(async () => {
      const { instance, seed, folder } = this.options;
      const filler = `L${instance}-U${String(this.unsolicited + 1).padStart(5, "0")}`;
      const at = Date.now();
      const order: AcceptedOrder = {
        placerOrderNumber: filler,
        placer: "",
        filler,
        controlId: "",
        parties: ["GATEHOUSE", facility, "LIS", "LAB"],
        pid: `PID|1||U${filler}^^^LAB^MR||Testpatient^Walkin||19700101|U`,
        provider: "",
        tests: [test],
        receivedAt: at,
      };
      // Noted first: a kill in between costs a number, never gives one out twice.
      await this.record({ kind: "unsolicited", order });
      const controlId = `${filler.replace("-", "")}F`;
      const fileName = `LIS_ORU_${sortableTime(at)}_${controlId}.hl7`;
      const text = resultMessage(order, "final", { controlId, at, seed, withPdf: false, test: marked });
      await writeWhole(join(folder, "results", fileName), text);
      return { fillerOrderNumber: filler, controlId, fileName };
    });
  }

  private async take({ control, ...incoming }: IncomingOrder, fileName: string): Promise<void> {
    const { placerOrderNumber } = incoming;
    if (control === "CA") return this.record({ kind: "cancelled", placerOrderNumber });
    if (this.known.has(placerOrderNumber)) {
      return this.record({ kind: "duplicate", placerOrderNumber, fileName });
    }
    const { turnaroundMs, correctedShare, preliminaryShare, pdfShare, seed, instance } = this.options;
    const receivedAt = Date.now();
    const order = { ...incoming, filler: this.fillerOf(instance), receivedAt };
    const answer = this.planned.get(placerOrderNumber);
    if (answer) {
      const plan = answer.stages.map((stage, i) => ({ stage, dueAt: receivedAt + turnaroundMs * (i + 1) }));
      return this.record({ kind: "order", order, plan, withPdf: answer.withPdf === true });
    }
    const random = randomOf(seed, "plan", placerOrderNumber);
    const finalAt = receivedAt + Math.round(turnaroundMs * (0.7 + 0.6 * random()));
    const plan: Promised[] = [{ stage: "final", dueAt: finalAt }];
    const withPdf = random() < pdfShare;
    if (random() < preliminaryShare)
      plan.unshift({ stage: "preliminary", dueAt: Math.round((receivedAt + finalAt) / 2) });
    const later = Math.round(turnaroundMs * (1 + random()));
    if (random() < correctedShare) plan.push({ stage: "corrected", dueAt: finalAt + later });
    await this.record({ kind: "order", order, plan, withPdf });
  }

  private fillerOf(instance: string): string {
    return `L${instance}-${String(this.known.size + 1).padStart(6, "0")}`;
  }

  private async answerWhatIsDue(): Promise<void> {
    for (const known of this.known.values()) {
      for (let next = known.open[0]; next && next.dueAt <= Date.now(); next = known.open[0]) {
        if (this.paused || this.stopped) return;
        const { order, withPdf } = known;
        const { placerOrderNumber, filler } = order;
        const controlId = `${filler.replace("-", "")}${next.stage.charAt(0).toUpperCase()}`;
        const fileName = `LIS_ORU_${sortableTime(next.dueAt)}_${controlId}.hl7`;
        const about = { controlId, at: next.dueAt, seed: this.options.seed, withPdf };
        await writeWhole(join(this.options.folder, "results", fileName), resultMessage(order, next.stage, about));
        await this.record({ kind: "answer", placerOrderNumber, stage: next.stage, controlId, fileName });
      }
    }
  }

  private async record(entry: Entry): Promise<void> {
    await this.ledger.append(entry);
    this.remember(entry);
  }

  private remember(entry: Entry): void {
    switch (entry.kind) {
      case "order": {
        const { filler, receivedAt, placerOrderNumber, controlId, tests } = entry.order;
        const received: ReceivedOrder = {
          placerOrderNumber,
          fillerOrderNumber: filler,
          controlId,
          tests,
          receivedAt: new Date(receivedAt).toISOString(),
          duplicates: 0,
          answers: [],
        };
        this.known.set(placerOrderNumber, {
          order: entry.order,
          withPdf: entry.withPdf,
          open: this.cancelled.has(placerOrderNumber) ? [] : [...entry.plan],
          received,
        });
        return;
      }
      case "planned":
        this.planned.set(entry.placerOrderNumber, entry.answer);
        return;
      case "unsolicited":
        this.unsolicited++;
        return;
      case "cancelled": {
        this.cancelled.add(entry.placerOrderNumber);
        const known = this.known.get(entry.placerOrderNumber);
        if (known) known.open = [];
        return;
      }
      case "duplicate": {
        const known = this.known.get(entry.placerOrderNumber);
        if (known) known.received.duplicates++;
        return;
      }
      case "answer": {
        const known = this.known.get(entry.placerOrderNumber);
        if (!known) return;
        known.open = known.open.filter((promised) => promised.stage !== entry.stage);
        known.received.answers.push({ stage: entry.stage, controlId: entry.controlId, fileName: entry.fileName });
        return;
      }
      case "refused":
        this.refused.push({ fileName: entry.fileName, reason: entry.reason });
    }
  }

  private armTimer(): void {
    clearTimeout(this.timer);
    if (this.stopped || this.paused) return;
    const due = [...this.known.values()].flatMap(({ open }) => open[0]?.dueAt ?? []);
    if (due.length === 0) return;
    const earliest = due.reduce((a, b) => Math.min(a, b));
    const wait = Math.min(Math.max(earliest - Date.now(), 5), 2 ** 31 - 1);
    this.timer = setTimeout(() => this.enqueue(() => this.answerWhatIsDue()), wait);
  }
}
