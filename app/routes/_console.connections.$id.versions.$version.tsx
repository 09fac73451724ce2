import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaded } from "~/app/components/page-data";
import { VersionPage } from "~/app/components/workspace/VersionPage";
import { loadVersion } from "~/app/server/connection-version.server";

export const loader = (args: LoaderFunctionArgs) => loadVersion(args);

export default function Version() {
  return <VersionPage {...useLoaded<typeof loader>()} />;
}
