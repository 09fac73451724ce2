import { orderMessage } from "../../engine/sandbox/order-message";
import { randomOf } from "../../engine/sandbox/random";

const begun = Date.now();

/**
 * An order for the lab's TSH by a made-up patient, in original mode: MSH says nothing of which answers are asked for
 * (HL7 v2.5.1 chapter 2.9.2); the same each time. Its control ID is the order number with `C-` before it.
 */
export const madeUpOrder = (placerOrderNumber: string): string =>
  orderMessage(
    { tests: [{ code: "TSH", text: "Ordered test" }] },
    {
      account: "emr-larkspur",
      placerOrderNumber,
      controlId: `C-${placerOrderNumber}`,
      at: begun,
      random: randomOf(placerOrderNumber),
    },
  ).replace("|AL|NE", "");
