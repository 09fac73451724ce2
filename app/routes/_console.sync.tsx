import { Outlet } from "@remix-run/react";

export const handle = { crumbs: () => [{ label: "Release sync", href: "/sync" }] };

export default function Sync() {
  return <Outlet />;
}
