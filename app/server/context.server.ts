import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { SandboxPorts } from "~/engine/sandbox";

export type Args = LoaderFunctionArgs | ActionFunctionArgs;

declare module "@remix-run/node" {
  interface AppLoadContext {
    /** The caller's network address. */
    clientAddress: string;
    gatehouse: {
      demo: boolean;
      publicUrl: string;
      /** The demo's simulators, where they run. */
      sandbox: SandboxPorts | null;
    };
  }
}

/** A path parameter the route's own name guarantees. */
export function param(args: Args, name: string): string {
  const value = args.params[name];
  if (!value) throw new Response(null, { status: 404 });
  return value;
}

/** A random value that makes one rendered form one submission, however often it is sent. */
export const newNonce = () => crypto.randomUUID();
