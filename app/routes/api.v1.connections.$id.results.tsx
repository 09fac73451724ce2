import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { takePush } from "~/app/server/push.server";

export const loader = (args: LoaderFunctionArgs) => takePush(args, "lis");
export const action = (args: ActionFunctionArgs) => takePush(args, "lis");
