import type { Letter } from "~/db/schema/operations";
import type { Lab } from "../lab";

/** The four steps every practice's mail shows, as the portal's tracker does. */
const steps = ["Submitted", "Approved", "Set up", "Live"] as const;
type Reached = Partial<Record<"submitted" | "approved" | "live", Date | null>>;

/** Where a request or connection stands when `done` of the four steps are over; pure. */
export function standing(done: 1 | 2 | 4, reached: Reached, lab: Lab): Pick<Letter, "steps"> {
  const dates = [reached.submitted, reached.approved, null, reached.live];
  return {
    steps: steps.map((label, i) => ({
      label,
      state: i < done ? "done" : i === done ? "now" : "next",
      ...dateOf(i < done ? dates[i] : null, lab),
    })),
  };
}

const dateOf = (at: Date | null | undefined, lab: Lab) =>
  at
    ? {
        at: new Intl.DateTimeFormat("en-US", {
          month: "short",
          day: "numeric",
          timeZone: lab.calendar.timeZone,
        }).format(at),
      }
    : {};

/** Who has to do something now. */
export const turnOf = (whose: "yours" | Lab) => ({
  label: "Whose turn it is",
  value: whose === "yours" ? "Yours" : whose.shortName,
});
