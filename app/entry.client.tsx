import { RemixBrowser } from "@remix-run/react";
import { setNonce } from "get-nonce";
import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { RenderContext } from "~/app/components/render-context";

const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
if (nonce) setNonce(nonce);
const facts = { nonce, now: Number(document.documentElement.dataset.renderedAt ?? Date.now()) };

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RenderContext.Provider value={facts}>
        <RemixBrowser />
      </RenderContext.Provider>
    </StrictMode>,
  );
});
