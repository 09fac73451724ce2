import { data } from "@remix-run/node";
import type { AccessKeysProps } from "~/app/components/workspace/AccessKeys";
import type { Actor } from "~/workflows/actor";
import { accessKeysOf, createAccessKey, revokeAccessKey } from "~/workflows/connection/access-keys";
import type { Side } from "~/workflows/connection/endpoints";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { newNonce } from "./context.server";
import { done, refused } from "./respond.server";

const pushes = { emr: "orders", lis: "results" } as const;

/** Where a side pushes to. */
export const pushAddress = (connectionId: string, side: Side, publicUrl: string) =>
  new URL(`/api/v1/connections/${connectionId}/${pushes[side]}`, publicUrl).href;

/** Keys a page shows: those that open, and the last few that do not any more. */
const closedShown = 3;

/** How each side of a connection pushes to us; null where nothing comes in. */
export async function loadAccess(
  actor: Actor,
  row: ConnectionRow,
  publicUrl: string,
): Promise<(side: Side) => Omit<AccessKeysProps, "side" | "made"> | null> {
  const keys = await accessKeysOf(row.id);
  const ended = row.state === "retired" || row.state === "cancelled";
  return (side) => {
    if (side === "emr" && row.mode === "results-only") return null;
    const own = keys.filter((key) => key.side === side);
    const closed = own.filter((key) => key.revokedAt).slice(0, closedShown);
    return {
      what: pushes[side],
      pushUrl: pushAddress(row.id, side, publicUrl),
      canManage: !ended && may(actor, "connection.accessKeys", row),
      keys: [...own.filter((key) => !key.revokedAt), ...closed].map(({ id, hint, by, ...key }) => ({
        id,
        hint,
        by,
        createdAt: key.createdAt.toISOString(),
        lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
        open: key.revokedAt === null,
      })),
      nonce: newNonce(),
    };
  };
}

/** Makes a key and shows it this once; the page is not left, since a redirect would put it into a cookie. */
export async function actOnNewAccessKey(actor: Actor, row: ConnectionRow, side: Side) {
  const outcome = await createAccessKey(actor, row.id, side);
  if (outcome.kind !== "done") return refused(outcome, { side });
  const accessKey = { side, key: outcome.key };
  return data({ errors: {}, accessKey }, { headers: { "Cache-Control": "no-store" } });
}

export async function actOnRevokedAccessKey(actor: Actor, row: ConnectionRow, form: FormData, page: string) {
  const outcome = await revokeAccessKey(actor, row.id, String(form.get("keyId") ?? ""));
  return outcome.kind === "done" ? done(page, "Access key revoked", "It opens nothing any more.") : refused(outcome);
}
