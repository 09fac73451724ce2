import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { ConsoleShell } from "~/app/components/shell/ConsoleShell";
import type { SearchPlace } from "~/app/components/shell/Search";
import { useRootData } from "~/app/components/viewer";
import { requireActor } from "~/app/server/session.server";

export async function loader(args: LoaderFunctionArgs) {
  await requireActor(args, "connection.list");
  return null;
}

const places: { pattern: RegExp; label: string; href: (id: string) => string }[] = [
  { pattern: /^req_[0-9a-z]{8}$/, label: "Open request", href: (id) => `/approvals/${id}` },
  { pattern: /^con_[0-9a-z]{8}$/, label: "Open connection", href: (id) => `/connections/${id}` },
  { pattern: /^msg_[0-9a-z]{17}$/, label: "Open message", href: (id) => `/messages/${id}` },
];

/** What was typed as an id of ours, else as something to look for among messages. */
function resolve(query: string): SearchPlace[] {
  const known = places.find((place) => place.pattern.test(query));
  return known
    ? [{ id: query, label: `${known.label} ${query}`, href: known.href(query) }]
    : [
        { id: "messages", label: `Find “${query}” in messages`, href: `/messages?q=${encodeURIComponent(query)}` },
        {
          id: "compendium",
          label: `Find “${query}” in the compendium`,
          href: `/compendium?q=${encodeURIComponent(query)}`,
        },
      ];
}

/** The lab's side: rail, top bar, search. */
export default function Console() {
  const root = useRootData();
  if (!root?.viewer) return <Outlet />;
  return (
    <ConsoleShell
      viewer={root.viewer}
      badges={root.badges}
      demo={root.demo}
      signOutAction="/sign-out"
      railCollapsed={root.rail === "collapsed"}
      resolveQuery={resolve}
      {...(root.demo ? { mailHref: "/dev/mail" } : {})}
    >
      <Outlet />
    </ConsoleShell>
  );
}
