import { Outlet } from "@remix-run/react";

export const handle = { crumbs: () => [{ label: "Compendium", href: "/compendium" }] };

export default function Compendium() {
  return <Outlet />;
}
