import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadTemplate } from "~/app/server/template.server";

export const loader = (args: LoaderFunctionArgs) => downloadTemplate(args);
