import type { LoaderFunctionArgs } from "@remix-run/node";
import { compendiumUpdate } from "~/app/server/compendium-api.server";

export const loader = (args: LoaderFunctionArgs) => compendiumUpdate(args);
