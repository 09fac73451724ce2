import type { LoaderFunctionArgs } from "@remix-run/node";
import { openApiDocument } from "~/app/server/openapi.server";

export const loader = (args: LoaderFunctionArgs) => openApiDocument(args);
