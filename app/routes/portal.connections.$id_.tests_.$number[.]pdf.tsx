import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadSelfTest } from "~/app/server/self-test-download.server";

export const loader = (args: LoaderFunctionArgs) => downloadSelfTest(args);
