import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { ItemPage } from "~/app/components/compendium/ItemPage";
import { useItemResult } from "~/app/components/compendium/use-item-result";
import { useLoaded } from "~/app/components/page-data";
import { actOnItem, loadItem } from "~/app/server/catalogue-editor.server";

export const handle = {
  crumbs: ({ name }: { name: string }) => [{ label: "Tests", href: "/compendium" }, { label: name || "New test" }],
};
export const meta: MetaFunction = () => [{ title: "Test · Gatehouse" }];
export const loader = (args: LoaderFunctionArgs) => loadItem(args, "test");
export const action = (args: ActionFunctionArgs) => actOnItem(args, "test");

export default function Test() {
  const item = useLoaded<typeof loader>();
  const result = useItemResult();
  return <ItemPage key={item.code || "new"} {...item} {...result} values={{ ...item.values, ...result.values }} />;
}
