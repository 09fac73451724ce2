import { Outlet } from "@remix-run/react";

export const handle = { crumbs: () => [{ label: "Code maps", href: "/code-maps" }] };

export default function CodeMaps() {
  return <Outlet />;
}
