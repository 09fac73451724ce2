import type { LoaderFunctionArgs } from "@remix-run/node";
import { loadFileName } from "~/app/server/file-name.server";

export const loader = (args: LoaderFunctionArgs) => loadFileName(args);
