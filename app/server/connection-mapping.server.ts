import { data } from "@remix-run/node";
import type { OverridesCardProps } from "~/app/components/workspace/OverridesCard";
import type { ShareCardProps } from "~/app/components/workspace/ShareCard";
import { templateAt } from "~/engine/templates/lookup";
import { overrideCount } from "~/engine/templates/overrides";
import type { Actor } from "~/workflows/actor";
import type { ConfigurationRow } from "~/workflows/connection/commands";
import { saveOverrides } from "~/workflows/connection/overrides";
import {
  createShareLink,
  revokeShareLink,
  type ShareDays,
  shareDays,
  shareLinksOf,
} from "~/workflows/connection/share-links";
import type { ConnectionRow } from "~/workflows/dispatch";
import { may } from "~/workflows/policy";
import { checkUse } from "~/workflows/template/check-use";
import { savedWords } from "./connection-lock.server";
import { newNonce } from "./context.server";
import { done, invalid, refused, valuesOf } from "./respond.server";
import { problemWords } from "./templates.server";

/** Overrides and share links on a connection's Configuration page. */
export async function loadOverrides(
  configuration: ConfigurationRow | undefined,
  mode: ConnectionRow["mode"],
): Promise<Omit<OverridesCardProps, "canEdit" | "refused" | "errors" | "typed">> {
  const overrides = configuration?.overrides ?? {};
  const count = overrideCount(overrides);
  const found = configuration && (await templateAt(configuration.templateName, configuration.templateVersion));
  const problems = found && count > 0 ? await checkUse(found, { overrides, mode }) : [];
  const words = problemWords(problems);
  return {
    overrides: JSON.stringify(overrides, null, 2),
    count,
    template: found ? `${found.whole.title} ${found.version}` : "",
    findings: problems.map((problem, i) => ({ stop: problem.severity === "stop", text: words[i] ?? problem.message })),
  };
}

export async function loadShare(actor: Actor, row: ConnectionRow): Promise<Omit<ShareCardProps, "made" | "errors">> {
  const links = await shareLinksOf(row.id);
  return {
    canShare: may(actor, "connection.share", row),
    links: links.map(({ id, label, by, open, expiresAt, openedAt }) => ({
      id,
      label,
      by,
      open,
      expiresAt: expiresAt.toISOString(),
      openedAt: openedAt?.toISOString() ?? null,
    })),
    days: [...shareDays],
    pdfHref: `/connections/${row.id}/specification.pdf`,
    nonce: newNonce(),
  };
}

export async function actOnOverrides(actor: Actor, row: ConnectionRow, form: FormData, page: string) {
  const outcome = await saveOverrides(actor, row.id, String(form.get("overrides") ?? ""));
  if (outcome.kind === "done") return done(page, "Overrides saved", savedWords(outcome.row));
  if (outcome.kind === "invalid") {
    const errors = { overrides: "These overrides could not run." };
    return data({ errors, values: valuesOf(form), problems: problemWords(outcome.problems) }, { status: 422 });
  }
  return refused(outcome, valuesOf(form));
}

/** Makes a link and shows it this once; the page is not left, since a redirect would put it into a cookie. */
export async function actOnNewShareLink(actor: Actor, row: ConnectionRow, form: FormData, publicUrl: string) {
  const days = shareDays.find((one) => String(one) === form.get("days"));
  const label = String(form.get("label") ?? "");
  const outcome = await createShareLink(actor, row.id, { label, days: days ?? (30 satisfies ShareDays) });
  if (outcome.kind === "done") {
    const shareLink = new URL(`/share/${outcome.token}`, publicUrl).href;
    return data({ errors: {}, shareLink }, { headers: { "Cache-Control": "no-store" } });
  }
  if (outcome.kind === "refused") return invalid({ label: outcome.message }, valuesOf(form));
  return refused(outcome, valuesOf(form));
}

export async function actOnRevokedLink(actor: Actor, row: ConnectionRow, form: FormData, page: string) {
  const outcome = await revokeShareLink(actor, row.id, String(form.get("linkId") ?? ""));
  return outcome.kind === "done" ? done(page, "Link revoked", "It does not open any more.") : refused(outcome);
}
