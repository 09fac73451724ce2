import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadPacketPdf } from "~/app/server/packet.server";

export const loader = (args: LoaderFunctionArgs) => downloadPacketPdf(args);
