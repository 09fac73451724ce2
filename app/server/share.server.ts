import { data } from "@remix-run/node";
import type { SpecificationPageProps } from "~/app/components/pages/SpecificationPage";
import { openShareLink } from "~/workflows/connection/share-links";
import { inviteThroughLink } from "~/workflows/door/invitations";
import type { Args } from "./context.server";
import { rateLimit } from "./rate-limit.server";
import { invalid, refused, valuesOf } from "./respond.server";
import { specificationOf } from "./specification.server";

/**
 * What a share link shows, without sign-in. A link that does not open looks the same whatever the cause, and answers 404.
 */
/** Three invitations through one link, then one in eight hours. */
const throughLink = rateLimit({ burst: 3, perSecond: 1 / (8 * 3_600) });

/** The holder of the link invites another practice. */
export async function actOnShared(args: Args) {
  const link = await openShareLink(args.params.token ?? "", args.context.clientAddress);
  if (!link) throw new Response(null, { status: 404 });
  const form = await args.request.formData();
  const email = String(form.get("email") ?? "").trim();
  const name = String(form.get("name") ?? "").trim();
  if (email !== "" && name !== "" && throughLink.take(link.id) > 0) {
    return invalid({ email: "That is enough for today through this link. Write to the lab for more." }, valuesOf(form));
  }
  const outcome = await inviteThroughLink(link, { name, email });
  if (outcome.kind === "done") return { errors: {}, invited: email };
  return outcome.kind === "refused" && outcome.field
    ? invalid({ [outcome.field]: outcome.message }, valuesOf(form))
    : refused(outcome, valuesOf(form));
}

export async function loadShared(args: Args) {
  const token = args.params.token ?? "";
  const opened = await openShareLink(token, args.context.clientAddress);
  const found = opened ? await specificationOf(opened.connectionId) : null;
  const specification: SpecificationPageProps | null = found && { ...found, pdfHref: `/share/${token}/pdf` };
  return data(
    { specification },
    {
      status: specification ? 200 : 404,
      headers: {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
      },
    },
  );
}
