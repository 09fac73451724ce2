import type { ActionFunctionArgs } from "@remix-run/node";
import { takeLoincFile } from "~/app/server/loinc.server";

export const action = (args: ActionFunctionArgs) => takeLoincFile(args);
