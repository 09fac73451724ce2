import { useFetchers, useNavigation, useRouteError, useSubmit } from "@remix-run/react";
import { useEffect, useState } from "react";

type Sent = { formData: FormData; formAction: string; formMethod: string; formEncType: string };

/** The form under way, or the one that failed; of this window alone. An error takes the place of the whole document, so no state outlives it. */
let last: Sent | undefined;

/** Remembers the form that is sent until that has gone well: the page it was on is gone when it has not. */
export function LastForm() {
  const navigation = useNavigation();
  const fetchers = useFetchers();
  const failed = useRouteError() !== undefined;
  const sending = [navigation, ...fetchers].find(({ state, formData }) => state === "submitting" && formData);
  const idle = [navigation, ...fetchers].every(({ state }) => state === "idle");
  useEffect(() => {
    const { formData, formAction, formMethod, formEncType } = sending ?? {};
    if (formData && formAction && formMethod && formEncType) last = { formData, formAction, formMethod, formEncType };
    else if (idle && !failed) last = undefined;
  });
  return null;
}

/** Sends the form that failed once more, exactly as it was; `undefined` when none did. */
export function useSendAgain(): (() => void) | undefined {
  const [form] = useState(() => last);
  const submit = useSubmit();
  if (!form) return undefined;
  const { formData, formAction, formMethod, formEncType } = form;
  const options = { action: formAction, method: formMethod, encType: formEncType } as Parameters<typeof submit>[1];
  return () => submit(formData, options);
}
