import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { CompendiumPage } from "~/app/components/operations/CompendiumPage";
import { TestEditor, type TestEditorProps } from "~/app/components/operations/TestEditor";
import { useFormResult, useLoaded } from "~/app/components/page-data";
import { actOnTest, loadTest, loadTests } from "~/app/server/compendium.server";

export const meta: MetaFunction = () => [{ title: "Test · Gatehouse" }];
export const action = (args: ActionFunctionArgs) => actOnTest(args);

export async function loader(args: LoaderFunctionArgs) {
  const [list, editor] = await Promise.all([loadTests(args), loadTest(args)]);
  return { list, editor };
}

export default function TestEditorRoute() {
  const { list, editor } = useLoaded<typeof loader>();
  const result = useFormResult();
  const values = { ...editor.defaultValues, ...result?.values } as TestEditorProps["defaultValues"];
  return (
    <CompendiumPage
      {...list}
      panel={<TestEditor key={String(values.code)} {...editor} errors={result?.errors ?? {}} defaultValues={values} />}
    />
  );
}
