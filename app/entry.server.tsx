import { PassThrough } from "node:stream";
import {
  type ActionFunctionArgs,
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { RenderContext } from "~/app/components/render-context";

declare module "@remix-run/node" {
  interface AppLoadContext {
    /** One per response; the same value stands in its Content-Security-Policy header. */
    cspNonce: string;
    /** Where unexpected errors go; without it they become process warnings on stderr. */
    reportError?: (error: unknown) => void;
  }
}

export const streamTimeout = 10_000;

function report(error: unknown, context: AppLoadContext): void {
  if (context.reportError) context.reportError(error);
  else process.emitWarning(error instanceof Error ? error : String(error));
}

/** Called by Remix for every error a loader or action did not expect. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (!request.signal.aborted) report(error, context);
}

/** Renders the page: crawlers get it whole, browsers as a stream; every inline script carries the nonce. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const nonce = loadContext.cspNonce;
  const whole = isbot(request.headers.get("user-agent") ?? "") || remixContext.isSpaMode;
  return new Promise((resolve, reject) => {
    let started = false;
    let code = status;
    const respond = () => {
      started = true;
      const body = new PassThrough();
      headers.set("Content-Type", "text/html; charset=utf-8");
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(
      <RenderContext.Provider value={{ nonce, now: Date.now() }}>
        <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={nonce} />
      </RenderContext.Provider>,
      {
        nonce,
        ...(whole ? { onAllReady: respond } : { onShellReady: respond }),
        onShellError: reject,
        onError(error: unknown) {
          code = 500;
          if (started) report(error, loadContext);
        },
      },
    );
    setTimeout(abort, streamTimeout + 1000).unref();
  });
}
