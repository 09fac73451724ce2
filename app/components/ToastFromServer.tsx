import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { ToneIcon } from "./state/ToneIcon";
import type { Toast } from "./viewer";

const tones = { done: "good", failed: "stop", note: "work" } as const;

/** Shows what the person just did, once per flash from the server. */
export function ToastFromServer({ toast }: { toast: Toast | null }) {
  useEffect(() => {
    if (!toast) return;
    notifications.show({
      title: toast.title,
      message: toast.text ?? "",
      icon: <ToneIcon tone={tones[toast.kind]} size={20} />,
      color: "transparent",
      withBorder: true,
      autoClose: toast.kind === "failed" ? false : 6000,
      closeButtonProps: { "aria-label": "Close notification" },
    });
  }, [toast]);
  return null;
}
