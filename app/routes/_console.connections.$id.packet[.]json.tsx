import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadPacketJson } from "~/app/server/packet.server";

export const loader = (args: LoaderFunctionArgs) => downloadPacketJson(args);
