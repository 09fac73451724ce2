import { asc, inArray } from "drizzle-orm";
import { database } from "~/db/client";
import { matrixCriteria, matrixScores } from "~/db/schema/matrix";
import type { Writer } from "~/db/transaction";
import { type Rating, rate } from "./matrix";

/** The criteria in their order. */
export const listCriteria = (db: Pick<Writer, "select"> = database()) =>
  db.select().from(matrixCriteria).orderBy(asc(matrixCriteria.position), asc(matrixCriteria.id));

/** How these EMR systems are rated now; the function gives the usual rating for any other id and for none. */
export async function loadRatings(
  emrSystemIds: readonly (string | null)[],
  db: Pick<Writer, "select"> = database(),
): Promise<(emrSystemId: string | null) => Rating> {
  const ids = [...new Set(emrSystemIds.filter((id) => id !== null))];
  const [criteria, scores] = await Promise.all([
    listCriteria(db),
    ids.length > 0 ? db.select().from(matrixScores).where(inArray(matrixScores.emrSystemId, ids)) : [],
  ]);
  const rated = new Map(
    ids.map((id) => [
      id,
      rate(
        criteria,
        scores.filter((one) => one.emrSystemId === id),
      ),
    ]),
  );
  const usual = rate(criteria, []);
  return (wanted) => rated.get(wanted ?? "") ?? usual;
}
