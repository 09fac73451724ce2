import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadRunJson } from "~/app/server/test-run-download.server";

export const loader = (args: LoaderFunctionArgs) => downloadRunJson(args);
