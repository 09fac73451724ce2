import type { Role } from "~/db/schema/people";

/** Who asks: a signed-in person, or a part of the system acting by itself. */
export type Actor =
  | {
      kind: "person";
      id: string;
      name: string;
      email: string;
      roles: readonly Role[];
      practiceId: string | null;
      address: string;
      /** A name for the browser session they act in; absent where there is none. */
      session?: string;
    }
  | { kind: "system"; id: "clock" | "worker" | "seed"; name: string };

export const clockActor: Actor = { kind: "system", id: "clock", name: "Gatehouse" };
export const workerActor: Actor = { kind: "system", id: "worker", name: "Gatehouse" };

/** The id a row may keep in a column that points to a person. */
export const personId = (actor: Actor): string | null => (actor.kind === "person" ? actor.id : null);
