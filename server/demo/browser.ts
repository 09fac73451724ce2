import { decode } from "turbo-stream";

/**
 * A person of the demo lab at the console's HTTP interface: keeps the session cookie, reads a page's data, sends its
 * forms. A form counts as one human action.
 */
export class DemoBrowser {
  actions = 0;
  private cookie = "";
  private path = "";

  constructor(
    private readonly url: string,
    private readonly email: string,
  ) {}

  async signIn(): Promise<void> {
    await this.send("/sign-in", { intent: "continue-as", email: this.email });
    if (!this.cookie.includes("gatehouse=")) throw new Error(`${this.email} could not sign in; is this a demo lab?`);
  }

  /** What the loader of `route` gave for this page. */
  async data(path: string, route: string): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(`${path}.data`, this.url), {
      headers: { Cookie: this.cookie },
      redirect: "manual",
    });
    if (!response.ok || !response.body) throw new Error(`${path} answered ${response.status}.`);
    const { value } = await decode(response.body);
    const found = (value as Record<string, { data?: Record<string, unknown> }>)[route]?.data;
    if (!found) throw new Error(`${path} has no data of ${route}.`);
    return found;
  }

  /** Sends a form that must lead to another page; anything else is an error with its reason. */
  async post(path: string, form: Record<string, string | string[]>): Promise<void> {
    this.actions++;
    const response = await this.send(path, form);
    if (response.status === 302) return;
    const text = await response.text();
    const reason = /role="alert"[^>]*>([\s\S]{0,400})/
      .exec(text)?.[1]
      ?.replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    throw new Error(`${String(form.intent)} at ${path} answered ${response.status}${reason ? `: ${reason}` : "."}`);
  }

  /** Sends a form whose answer is shown on the same page. */
  async act(path: string, form: Record<string, string | string[]>): Promise<Record<string, unknown>> {
    this.actions++;
    const response = await this.send(`${path}.data`, form);
    if (!response.body) throw new Error(`${path} answered ${response.status}.`);
    const { value } = await decode(response.body);
    return ((value as { data?: Record<string, unknown> }).data ?? {}) as Record<string, unknown>;
  }

  /** The id in the path of the page the last form led to. */
  lastId(prefix: string): string {
    return new RegExp(`${prefix}_[0-9a-z]+`).exec(this.path)?.[0] ?? "";
  }

  private async send(path: string, form: Record<string, string | string[]>): Promise<Response> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one);
    const response = await fetch(new URL(path, this.url), {
      method: "POST",
      body,
      headers: { Cookie: this.cookie, Origin: new URL(this.url).origin, "Sec-Fetch-Site": "same-origin" },
      redirect: "manual",
    });
    for (const cookie of response.headers.getSetCookie()) {
      if (cookie.startsWith("gatehouse=") || cookie.startsWith("__Host-gatehouse="))
        this.cookie = cookie.split(";")[0] ?? "";
    }
    this.path = response.headers.get("Location") ?? this.path;
    return response;
  }
}

/** Asks again until there is an answer; throws when `ms` have passed. */
export async function waitUntil<T>(ms: number, ask: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Nothing after ${Math.round(ms / 1_000)} s.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
