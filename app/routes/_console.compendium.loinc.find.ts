import type { LoaderFunctionArgs } from "@remix-run/node";
import { findLoinc } from "~/app/server/loinc.server";

export const loader = (args: LoaderFunctionArgs) => findLoinc(args);
