import { Outlet } from "@remix-run/react";

export const handle = { crumbs: () => [{ label: "Practice prices", href: "/prices" }] };

export default function Prices() {
  return <Outlet />;
}
