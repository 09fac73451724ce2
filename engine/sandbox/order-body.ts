import type { OrderRequest } from "./contract";
import { madeUpPatient, madeUpProvider } from "./made-up-people";
import type { AboutOrder } from "./order-message";

/** An order as a JSON body, as an EMR would write it that follows the lab data contract. */
export function orderBody(order: OrderRequest, about: AboutOrder): string {
  const { account, placerOrderNumber, controlId, at, random } = about;
  const patient = madeUpPatient(random);
  const { npi, family, given } = madeUpProvider(random);
  const facility = account.replace(/^emr-/, "").toUpperCase();
  const sentAt = new Date(at).toISOString();
  const code = (test: OrderRequest["tests"][number]) =>
    order.scenario === "missing-test-code" ? {} : { code: test.code, text: test.text, system: "L" };
  const body = {
    envelope: {
      id: controlId,
      kind: "order",
      sentAt,
      from: { application: "EMR", facility },
      ...(order.test && { test: true }),
    },
    placerOrderNumber,
    control: about.control ?? "new",
    priority: order.scenario === "stat" ? "stat" : "routine",
    orderedAt: sentAt,
    patient: {
      identifiers: [{ value: patient.id, type: "MR", authority: facility }],
      name: { family: patient.family, given: patient.given },
      birthDate: patient.born.replace(/^(....)(..)(..)$/, "$1-$2-$3"),
      sex: { F: "female", M: "male", U: "unknown" }[patient.sex],
      phones: [{ number: patient.phone }],
    },
    orderingProvider: { npi, family, given },
    tests: order.tests.map((test, index) => ({
      setId: String(index + 1),
      placerOrderNumber,
      code: code(test),
      ...(order.addOn && { specimenAction: "A" }),
    })),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}
