import { Button } from "@mantine/core";
import { isRouteErrorResponse, Link, useNavigation, useRouteError } from "@remix-run/react";
import { IconCompass, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./ErrorPage.module.css";
import { useSendAgain } from "./last-form";
import { Logo } from "./shell/Logo";
import { ToneIcon } from "./state/ToneIcon";

interface Words {
  icon: ReactNode;
  title: string;
  happened: string;
  unharmed: string;
  todo: string;
  retry: boolean;
}

const byStatus: Record<number, Words> = {
  403: {
    icon: <IconLock size={24} aria-hidden />,
    title: "This page is not open to you",
    happened: "Your role does not include it, or it belongs to another practice.",
    unharmed: "Nothing was changed.",
    todo: "If you need it for your work, ask an administrator of the lab.",
    retry: false,
  },
  404: {
    icon: <IconCompass size={26} aria-hidden />,
    title: "There is nothing at this address",
    happened: "The link may be old, or a letter of it is missing.",
    unharmed: "Nothing was deleted by opening it.",
    todo: "Go to the start and look from there.",
    retry: false,
  },
  409: {
    icon: <ToneIcon tone="warn" size={24} />,
    title: "Somebody was faster",
    happened: "This changed while you had it open, so your step no longer fits.",
    unharmed: "Nothing was overwritten; what they did still stands.",
    todo: "Load the page again and see how it stands now.",
    retry: true,
  },
};

const ours: Words = {
  icon: <ToneIcon tone="stop" size={24} />,
  title: "This page failed on our side",
  happened: "Gatehouse ran into an error it did not expect, or its database did not answer.",
  unharmed: "Messages on their way are not touched by this, and nothing half-done was saved.",
  todo: "Load the page again. If it fails again, tell the lab what you were doing and when.",
  retry: true,
};

function useWords(): Words {
  const error = useRouteError();
  if (!isRouteErrorResponse(error)) return ours;
  const words = byStatus[error.status];
  if (!words) return error.status < 500 ? { ...ours, ...byStatus[404], title: "This request does not fit" } : ours;
  const told = typeof error.data === "string" && error.data.length > 0 && error.data.length < 400 ? error.data : null;
  return told && error.status !== 404 ? { ...words, happened: told } : words;
}

/** What happened, what is unharmed, what to do: for 403, 404, 409 and everything unexpected. */
export function ErrorPage() {
  const words = useWords();
  const sendAgain = useSendAgain();
  const sending = useNavigation().state !== "idle";
  // What was refused or is not there stays so; only what failed on our side is worth sending again.
  const kept = words === ours ? sendAgain : undefined;
  return (
    <main className={styles.page} id="main">
      <div className={styles.sheet}>
        <p className={styles.brand}>
          <Logo size={24} /> Gatehouse
        </p>
        <h1 className={styles.title}>
          {words.icon} {words.title}
        </h1>
        <dl className={styles.facts}>
          <dt>What happened</dt>
          <dd>{words.happened}</dd>
          <dt>What is unharmed</dt>
          <dd>{words.unharmed}</dd>
          <dt>What to do</dt>
          <dd>
            {kept
              ? "What you typed is kept here. Send it again; what was saved already is not saved twice."
              : words.todo}
          </dd>
        </dl>
        <div className={styles.actions}>
          {kept ? (
            <Button size="sm" onClick={kept} loading={sending}>
              Send it again
            </Button>
          ) : null}
          {words.retry ? (
            <Button component="a" href="" size="sm" variant={kept ? "default" : "filled"}>
              Load the page again
            </Button>
          ) : null}
          <Button component={Link} to="/" size="sm" variant={words.retry ? "default" : "filled"}>
            Go to the start
          </Button>
        </div>
      </div>
    </main>
  );
}
