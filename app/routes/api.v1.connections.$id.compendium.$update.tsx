import type { ActionFunctionArgs } from "@remix-run/node";
import { compendiumAnswer } from "~/app/server/compendium-api.server";

export const action = (args: ActionFunctionArgs) => compendiumAnswer(args);
