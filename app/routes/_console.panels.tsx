import { Outlet } from "@remix-run/react";

export const handle = { crumbs: () => [{ label: "Panels", href: "/panels" }] };

export default function Panels() {
  return <Outlet />;
}
