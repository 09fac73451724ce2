import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ProgramPage } from "~/app/components/operations/ProgramPage";
import { useLoaded } from "~/app/components/page-data";
import { useLive } from "~/app/components/use-live";
import { loadProgram } from "~/app/server/program.server";

export const meta: MetaFunction = () => [{ title: "Launch board · Gatehouse" }];
export const handle = { crumbs: () => [{ label: "Launch board" }] };
export const loader = (args: LoaderFunctionArgs) => loadProgram(args);

export default function Program() {
  useLive(["requests", "connections", "raid"]);
  return <ProgramPage {...useLoaded<typeof loader>()} />;
}
