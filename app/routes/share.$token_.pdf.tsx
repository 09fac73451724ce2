import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadSharedPdf } from "~/app/server/specification-pdf.server";

export const loader = (args: LoaderFunctionArgs) => downloadSharedPdf(args);
