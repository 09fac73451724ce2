import type { OrderedTest } from "./contract";
import { component, messagesOf, type Segment } from "./hl7-text";
import type { AcceptedOrder } from "./result-message";

export type IncomingOrder = Omit<AcceptedOrder, "filler" | "receivedAt"> & { control: "NW" | "CA" };

const ORDERS = ["ORM^O01", "OML^O21"];

/** The orders of a file, or why the laboratory cannot take it. One bad message refuses the whole file. */
export function ordersOf(
  text: string,
): { kind: "orders"; orders: IncomingOrder[] } | { kind: "refused"; reason: string } {
  const messages = messagesOf(text);
  if (messages.length === 0) return { kind: "refused", reason: "no MSH segment" };
  const orders: IncomingOrder[] = [];
  for (const segments of messages) {
    const order = orderOf(segments);
    if (typeof order === "string") return { kind: "refused", reason: order };
    orders.push(order);
  }
  return { kind: "orders", orders };
}

function orderOf(segments: Segment[]): IncomingOrder | string {
  const header = segments[0];
  if (header?.[2] !== "^~\\&") return "unusual delimiters";
  const type = `${component(header, 9, 1)}^${component(header, 9, 2)}`;
  if (!ORDERS.includes(type)) return `${type} is not an order`;
  if (component(header, 10) === "") return "MSH-10 is empty";
  const pid = segments.find((part) => part[0] === "PID");
  if (!pid || component(pid, 5) === "") return "no patient name in PID-5";
  const common = segments.find((part) => part[0] === "ORC");
  const requests = segments.filter((part) => part[0] === "OBR");
  if (!common) return "no ORC segment";
  if (requests.length === 0) return "no OBR segment";
  const control = common[1];
  if (control !== "NW" && control !== "CA") return `ORC-1 is ${control || "empty"}, only NW and CA are taken`;
  const placer = common[2] || requests[0]?.[2] || "";
  const placerOrderNumber = placer.split("^")[0] ?? "";
  if (placerOrderNumber === "") return "no placer order number in ORC-2 or OBR-2";
  const tests: OrderedTest[] = [];
  for (const request of requests) {
    const code = component(request, 4, 1);
    if (code === "") return "OBR-4 names no test";
    tests.push({ code, text: component(request, 4, 2) || code });
  }
  return {
    control,
    placerOrderNumber,
    placer,
    controlId: component(header, 10),
    parties: [header[3] ?? "", header[4] ?? "", header[5] ?? "", header[6] ?? ""],
    pid: pid.join("|"),
    provider: requests[0]?.[16] || common[12] || "",
    tests,
  };
}
