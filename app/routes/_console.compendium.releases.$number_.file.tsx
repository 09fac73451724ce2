import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadRelease } from "~/app/server/compendium-import.server";

export const loader = (args: LoaderFunctionArgs) => downloadRelease(args);
