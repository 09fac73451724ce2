import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadAttachment } from "~/app/server/download.server";

export const loader = (args: LoaderFunctionArgs) => downloadAttachment(args);
