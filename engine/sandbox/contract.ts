/**
 * The words of the sandbox: two simulators that speak to Gatehouse over real SFTP, with fictitious patients only.
 *
 * - EMR account: `emr-<slug>`, one practice. Folders `orders/` (it writes), `results/` (Gatehouse drops), `archive/`.
 * - LIS account: `gatehouse`. Folders `orders/` (Gatehouse drops), `results/` (the LIS writes), `archive/`.
 * - order menu: the tests a practice may order, adopted from an `order-menu*.csv` dropped into its `results/`.
 */

/** Where the simulators listen on loopback, the password of their accounts, and the token of their control door. */
export type SandboxPorts = { emrPort: number; lisPort: number; controlPort: number; password: string; token: string };

export type OrderedTest = { code: string; text: string };

/** Special shapes of an order, to show what the delivery layer makes of them. */
export type OrderScenario =
  /** an ordinary order */
  | "plain"
  /** priority STAT */
  | "stat"
  /** names and a comment with every HL7 delimiter in them, escaped */
  | "delimiters"
  /** accented and non-Latin names, MSH-18 UNICODE UTF-8 */
  | "unicode"
  /** no OBR-4: a message the mapping must refuse */
  | "missing-test-code";

export type OrderRequest = {
  /** At least one; each becomes an ORC/OBR pair under the same patient. */
  tests: OrderedTest[];
  /** Default `hl7`; `json` writes a body in the shape of the lab data contract. */
  format?: "hl7" | "json";
  /** Default 2.5.1. */
  hl7Version?: "2.3" | "2.5.1";
  scenario?: OrderScenario;
  /** The tests are added to a specimen that is there already (OBR-11 `A`). */
  addOn?: boolean;
  /** Right after the order it is cancelled, under the same number (ORC-1 `CA`). */
  cancelled?: boolean;
  /** The same file is written a second time, under another name. */
  twice?: boolean;
  /** It says of itself that it is a test (MSH-11 `T`). */
  test?: boolean;
  /** What the LIS answers, instead of what it draws by lot. */
  answer?: PlannedAnswer;
};

/** Results of an order in their order, each one turnaround after the one before. */
export type PlannedAnswer = { stages: ResultStage[]; withPdf?: boolean };

/** A result nobody ordered electronically. `facility`: MSH-6, the practice as the LIS knows it; `marked`: it says of itself that it is a test (MSH-11 `T`). */
export type UnsolicitedResult = { facility: string; test: OrderedTest; marked?: boolean };
export type SentResult = { fillerOrderNumber: string; controlId: string; fileName: string };

export type PlacedOrder = { placerOrderNumber: string; controlId: string; fileName: string };

export type ReceivedResult = {
  fileName: string;
  controlId: string;
  placerOrderNumber: string;
  /** OBR-25; in JSON the word of the contract. */
  status: string;
  testCode: string;
  /** ISO 8601. */
  receivedAt: string;
};

export type ReceivedOrder = {
  placerOrderNumber: string;
  fillerOrderNumber: string;
  controlId: string;
  tests: OrderedTest[];
  /** ISO 8601. */
  receivedAt: string;
  /** How many further times the same placer order number arrived; each was ignored. */
  duplicates: number;
  /** Results written so far, oldest first. */
  answers: { stage: ResultStage; controlId: string; fileName: string }[];
};

export type ResultStage = "preliminary" | "final" | "corrected";

export type SandboxOptions = {
  directory: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 takes any free port. */
  emrPort: number;
  lisPort: number;
  /** Absent: no control server. */
  controlPort?: number;
  /** Bearer token of the control server; absent: made once and kept in the directory. */
  controlToken?: string;
  /** The password of every EMR account and of the LIS account. */
  password: string;
  /** Mean time between two automatic orders of an account with an order menu; 0 switches automatic orders off. */
  orderEveryMs: number;
  /** Mean time from order to final result. */
  turnaroundMs: number;
  /** 0..1: share of orders whose final result is corrected later. */
  correctedShare: number;
  /** 0..1: share of orders that get a preliminary result first. Default 0.15. */
  preliminaryShare?: number;
  /** 0..1: share of orders whose final result carries a PDF. Default 0.1. */
  pdfShare?: number;
  /** Same seed, same patients, values and choices. */
  seed: number;
};

export type SimulatorEndpoint = { host: string; port: number; hostKeySha256: string };

export interface EmrSimulator extends SimulatorEndpoint {
  /** @param numbered told the order's number before its file can be seen */
  placeOrder(
    account: string,
    order: OrderRequest,
    numbered?: (placerOrderNumber: string) => Promise<void>,
  ): Promise<PlacedOrder>;
  receivedResults(account: string): ReceivedResult[];
  /** The adopted order menu, empty until one was dropped. */
  orderMenu(account: string): MenuEntry[];
  accounts(): string[];
}

export type MenuEntry = { emrCode: string; labCode: string; name: string };

export interface LisSimulator extends SimulatorEndpoint {
  receivedOrders(): ReceivedOrder[];
  /** Files in `orders/` the LIS could not take, with the reason. */
  refusedFiles(): { fileName: string; reason: string }[];
  /** From now on this is what the order with this number is answered with. */
  plan(placerOrderNumber: string, answer: PlannedAnswer): Promise<void>;
  sendUnsolicited(result: UnsolicitedResult): Promise<SentResult>;
  /** Orders are still read, results wait. */
  pause(): void;
  resume(): void;
}

export interface Sandbox {
  emr: EmrSimulator;
  lis: LisSimulator;
  control?: { port: number; token: string };
  stop(): Promise<void>;
}
