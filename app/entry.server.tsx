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
import { isUnavailable } from "~/db/is-unavailable";

declare module "@remix-run/node" {
  interface AppLoadContext {
    /** One per response; the same value stands in its Content-Security-Policy header. */
    cspNonce: string;
    /** Where unexpected errors go; without it they become process warnings on stderr. */
    reportError?: (error: unknown) => void;
    /** The database was away or full: the answer is a 503 (RFC 9110, section 15.6.4), not a fault of ours. */
    comeAgain?: boolean;
  }
}

export const streamTimeout = 10_000;
const comeAgainSeconds = "5";

function report(error: unknown, context: AppLoadContext): void {
  if (context.reportError) context.reportError(error);
  else process.emitWarning(error instanceof Error ? error : String(error));
}

/** Called by Remix for every error a loader or action did not expect. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (isUnavailable(error)) context.comeAgain = true;
  if (!request.signal.aborted) report(error, context);
}

/** Called by Remix with the answer to a page's script. */
export function handleDataRequest(response: Response, { context }: LoaderFunctionArgs | ActionFunctionArgs): Response {
  if (!context.comeAgain) return response;
  const headers = new Headers(response.headers);
  headers.set("Retry-After", comeAgainSeconds);
  return new Response(response.body, { status: 503, headers });
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
    let code = loadContext.comeAgain ? 503 : status;
    const respond = () => {
      started = true;
      const body = new PassThrough();
      headers.set("Content-Type", "text/html; charset=utf-8");
      if (loadContext.comeAgain) headers.set("Retry-After", comeAgainSeconds);
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
