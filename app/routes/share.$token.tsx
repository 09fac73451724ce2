import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { type FormResult, useFormResult, useLoaded } from "~/app/components/page-data";
import { ClosedLinkPage } from "~/app/components/pages/ClosedLinkPage";
import { InvitePractice } from "~/app/components/pages/InvitePractice";
import { SpecificationPage } from "~/app/components/pages/SpecificationPage";
import { actOnShared, loadShared } from "~/app/server/share.server";

export const meta: MetaFunction = () => [
  { title: "Interface specification" },
  { name: "robots", content: "noindex, nofollow" },
  { name: "referrer", content: "no-referrer" },
];
export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders;
export const loader = (args: LoaderFunctionArgs) => loadShared(args);
export const action = (args: ActionFunctionArgs) => actOnShared(args);
export const shouldRevalidate = () => false;

export default function Share() {
  const { specification } = useLoaded<typeof loader>() as unknown as Awaited<ReturnType<typeof loadShared>>["data"];
  const result = useFormResult() as (FormResult & { invited?: string }) | undefined;
  if (!specification) return <ClosedLinkPage />;
  return (
    <SpecificationPage {...specification}>
      <InvitePractice
        lab={specification.lab}
        emr={specification.emr}
        errors={{ ...result?.errors, ...(result?.formError && { form: result.formError }) }}
        typed={result?.values ?? {}}
        invited={result?.invited ?? null}
      />
    </SpecificationPage>
  );
}
