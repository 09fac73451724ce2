import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { PortalShell } from "~/app/components/shell/PortalShell";
import { useRootData } from "~/app/components/viewer";
import { requireActor } from "~/app/server/session.server";

export async function loader(args: LoaderFunctionArgs) {
  await requireActor(args, "portal.view");
  return null;
}

/** The practice's side: a top bar, no rail. */
export default function Portal() {
  const root = useRootData();
  if (!root?.viewer) return <Outlet />;
  return (
    <PortalShell
      viewer={root.viewer}
      labName={root.labName}
      demo={root.demo}
      homeHref="/portal"
      places={[
        { label: "Order menu", href: "/portal/order-menu" },
        { label: "Check codes", href: "/portal/code-check" },
        { label: "People", href: "/portal/people" },
      ]}
      signOutAction="/sign-out"
      {...(root.demo ? { mailHref: "/dev/mail" } : {})}
    >
      <Outlet />
    </PortalShell>
  );
}
