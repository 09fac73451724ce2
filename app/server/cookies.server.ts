import { parse, serialize } from "cookie";
import type { Toast } from "~/app/components/viewer";
import type { Args } from "./context.server";

/** Over https the session cookie gets the `__Host-` prefix, which pins it to this host; plain http has no such thing. */
function sessionCookie(args: Args) {
  const secure = args.context.gatehouse.publicUrl.startsWith("https:");
  return { name: secure ? "__Host-gatehouse" : "gatehouse", secure };
}

export const readCookies = (request: Request): Record<string, string | undefined> =>
  parse(request.headers.get("Cookie") ?? "");

export const readSessionToken = (args: Args): string | undefined => readCookies(args.request)[sessionCookie(args).name];

export function writeSessionToken(args: Args, token: string | null): string {
  const { name, secure } = sessionCookie(args);
  return serialize(name, token ?? "", {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure,
    ...(token === null && { maxAge: 0 }),
  });
}

/** A word for the next page about what was just done. */
export const writeToast = (toast: Toast): string =>
  serialize("gh_toast", JSON.stringify(toast), { path: "/", httpOnly: true, sameSite: "lax", maxAge: 30 });

export const clearToast = () => serialize("gh_toast", "", { path: "/", maxAge: 0 });

export function readToast(request: Request): Toast | null {
  try {
    const toast = JSON.parse(readCookies(request).gh_toast ?? "null") as Toast | null;
    return toast && typeof toast.title === "string" ? toast : null;
  } catch {
    return null;
  }
}
