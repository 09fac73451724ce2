import type { LoaderFunctionArgs } from "@remix-run/node";
import { downloadSpecificationPdf } from "~/app/server/specification-pdf.server";

export const loader = (args: LoaderFunctionArgs) => downloadSpecificationPdf(args);
