import "~/app/styles/layers.css";
import "~/app/styles/fonts.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "~/app/styles/global.css";
import { ColorSchemeScript, MantineProvider, mantineHtmlProps } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import { colorSchemeCookie } from "~/app/components/color-scheme";
import { ErrorPage } from "~/app/components/ErrorPage";
import { LastForm } from "~/app/components/last-form";
import { NavigationProgress } from "~/app/components/NavigationProgress";
import { useNonce, useRenderedAt } from "~/app/components/render-context";
import { ToastFromServer } from "~/app/components/ToastFromServer";
import { useRootData } from "~/app/components/viewer";
import { loadRoot } from "~/app/server/root.server";
import { cssVariables, theme } from "~/app/theme";

export const links: LinksFunction = () => [
  { rel: "icon", href: "/favicon.ico", sizes: "32x32" },
  { rel: "icon", href: "/logo.svg", type: "image/svg+xml" },
];

export const meta: MetaFunction = () => [{ title: "Gatehouse" }];

export const loader = (args: LoaderFunctionArgs) => loadRoot(args);

/** The document around every page, error pages included. */
export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const renderedAt = useRenderedAt();
  const data = useRootData();
  const [manager] = useState(colorSchemeCookie);
  const scheme = data?.colorScheme ?? "auto";
  const styleNonce = import.meta.env.DEV ? "" : (nonce ?? "");
  return (
    <html
      lang="en"
      {...mantineHtmlProps}
      data-mantine-color-scheme={scheme === "dark" ? "dark" : "light"}
      data-rendered-at={renderedAt}
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={scheme === "auto" ? "light dark" : scheme} />
        <ColorSchemeScript
          {...(nonce ? { nonce } : {})}
          suppressHydrationWarning
          defaultColorScheme={scheme}
          localStorageKey="gatehouse-unused"
        />
        <Meta />
        <Links />
      </head>
      <body>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          defaultColorScheme={scheme}
          colorSchemeManager={manager}
          getStyleNonce={() => styleNonce}
        >
          <NavigationProgress />
          <Notifications position="bottom-right" />
          <ToastFromServer toast={data?.toast ?? null} />
          <LastForm />
          {children}
        </MantineProvider>
        <ScrollRestoration {...(nonce ? { nonce } : {})} />
        <Scripts {...(nonce ? { nonce } : {})} />
      </body>
    </html>
  );
}

/** Whatever route is open. */
export default function App() {
  return <Outlet />;
}

/** Pages for what was not found, not allowed, out of step, or our fault. */
export function ErrorBoundary() {
  return <ErrorPage />;
}
