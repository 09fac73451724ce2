import type { AllowedNetworks } from "../network/vetted-address";
import type { RestAuth, RestSettings } from "./contract";

/** How we prove who we are, as it is kept: its secret apart. */
export type RestAuthKind =
  | { kind: "none" }
  | { kind: "api-key"; header: string }
  | { kind: "basic"; username: string }
  | { kind: "oauth2"; tokenUrl: string; clientId: string; scope: string };

/** Kept settings and their secrets, put together for a client. */
export function restSettings(
  kept: { url: string; auth: RestAuthKind; ca: string | null; certificate: string | null },
  { credential = "", privateKey }: { credential?: string; privateKey?: string },
  allowedNetworks: AllowedNetworks,
): RestSettings {
  const { url, auth, ca, certificate } = kept;
  const tls = { ...(ca && { ca }), ...(certificate && privateKey && { cert: certificate, key: privateKey }) };
  return { url, auth: withCredential(auth, credential), tls, allowedNetworks };
}

function withCredential(auth: RestAuthKind, credential: string): RestAuth {
  switch (auth.kind) {
    case "none":
      return auth;
    case "api-key":
      return { ...auth, value: credential };
    case "basic":
      return { ...auth, password: credential };
    case "oauth2":
      return { ...auth, clientSecret: credential };
  }
}
