import { useFetcher, useLocation } from "@remix-run/react";
import type { FormResult } from "../../page-data";

/** Posts to the queue itself, from any part of its page, and keeps list and open request as they are. */
export function useQueueAction(openId: string | null) {
  const { search } = useLocation();
  const fetcher = useFetcher<FormResult>({ key: "queue" });
  const action = `/approvals${search}`;
  const post = (fields: Record<string, string>) =>
    fetcher.submit({ ...fields, ...(openId && { openId }) }, { method: "post", action });
  const { formError, errors } = fetcher.data ?? {};
  return {
    Form: fetcher.Form,
    action,
    post,
    busy: fetcher.state !== "idle",
    problem: formError ?? errors?.form ?? null,
  };
}
