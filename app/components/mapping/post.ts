export type Posted<T> = { kind: "answered"; value: T } | { kind: "failed"; message: string };

/** Posts JSON to a resource route. A question that was given up never answers. */
export function postJson<T>(href: string, body: unknown, signal?: AbortSignal): Promise<Posted<T>> {
  return post<T>(href, JSON.stringify(body), { "Content-Type": "application/json" }, signal);
}

/** Posts a form with a file to a resource route. */
export const postForm = <T>(href: string, form: FormData): Promise<Posted<T>> => post<T>(href, form, {});

async function post<T>(
  href: string,
  body: string | FormData,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Posted<T>> {
  try {
    const response = await fetch(href, {
      method: "POST",
      headers: { ...headers, Accept: "application/json" },
      body,
      ...(signal && { signal }),
    });
    if (response.ok) return { kind: "answered", value: (await response.json()) as T };
    return { kind: "failed", message: failures[response.status] ?? "The server could not answer. Nothing is lost." };
  } catch {
    if (signal?.aborted) return new Promise(() => {});
    return {
      kind: "failed",
      message: "The server does not answer. Nothing is lost; it is tried again with the next change.",
    };
  }
}

const failures: Record<number, string> = {
  401: "You are signed out. Sign in again in another tab; nothing is lost here.",
  403: "You may not do this any more.",
  413: "The template, the message or the file is too long to be tried here.",
};
