import type { z } from "zod";
import { type Order, orderSchema } from "./order";
import { type Result, resultSchema } from "./result";
import { isSettled } from "./settled";

/** Asks whether a value holds to the contract, as zod's `safeParse` does and with its answers. */
export type ContractCheck<T> = Pick<z.ZodType<T>, "safeParse">;

/** A value the schema would give back as it is, is given back itself; any other the schema decides about. */
function quickly<T>(schema: z.ZodType<T>): ContractCheck<T> {
  const settled = isSettled(schema);
  return {
    safeParse: (value) => (settled(value) ? { success: true, data: value as T } : schema.safeParse(value)),
  };
}

/** Whether a value is an order; made for values that nearly always are. A value that is one may be handed back itself. */
export const orderCheck = quickly<Order>(orderSchema);
/** Whether a value is a result; see {@link orderCheck}. */
export const resultCheck = quickly<Result>(resultSchema);
