import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadRunPdf } from "~/app/server/test-run-download.server";

export const loader = (args: LoaderFunctionArgs) => downloadRunPdf(args);
