import { data } from "@remix-run/node";
import type { SpecificationPageProps } from "~/app/components/pages/SpecificationPage";
import { openShareLink } from "~/workflows/connection/share-links";
import type { Args } from "./context.server";
import { specificationOf } from "./specification.server";

/**
 * What a share link shows, without sign-in. A link that does not open looks the same whatever the cause, and answers 404.
 */
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
