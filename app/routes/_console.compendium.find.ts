import type { LoaderFunctionArgs } from "@remix-run/node";
import { findMembers } from "~/app/server/catalogue-editor.server";

export const loader = (args: LoaderFunctionArgs) => findMembers(args);
