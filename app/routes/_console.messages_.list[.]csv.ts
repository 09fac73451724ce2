import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadMessages } from "~/app/server/messages.server";

export const loader = (args: LoaderFunctionArgs) => downloadMessages(args);
