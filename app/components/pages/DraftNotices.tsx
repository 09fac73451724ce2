import { Button } from "@mantine/core";
import { IconCloudCheck, IconCloudUp } from "@tabler/icons-react";
import { Callout } from "../data/Callout";
import { ExactTime, RelativeTime } from "../Time";
import styles from "./RequestFormPage.module.css";
import type { KeptDraft, Stale } from "./request-form";
import type { DraftState } from "./use-request-draft";

/** Whether what was typed is safe, in one line beside the parts. */
export function SavedLine({ state, draft }: { state: DraftState; draft: KeptDraft | null }) {
  if (state.kind === "failed" || state.kind === "signed-out" || state.kind === "stale") {
    return (
      <>
        <IconCloudUp size={16} stroke={1.6} aria-hidden />
        <span>Not saved yet. What you typed is kept in this tab.</span>
      </>
    );
  }
  if (!draft) return null;
  return (
    <>
      <IconCloudCheck size={16} stroke={1.6} aria-hidden />
      <span>
        Draft saved <RelativeTime at={draft.savedAt} />. Finish on any device.
      </span>
    </>
  );
}

interface Props {
  state: DraftState;
  /** Whether the page shows entries that were left behind in this tab. */
  restored: boolean;
  /** The form's own address, to come back to. */
  path: string;
  keepMine: (stale: Stale) => void;
  takeTheirs: (stale: Stale) => void;
}

/** What stands between the form and its draft: saved from elsewhere, signed out, no answer; and what to do. */
export function DraftNotices(props: Props) {
  return (
    <div className={styles.notices}>
      <DraftNotice {...props} />
    </div>
  );
}

function DraftNotice({ state, restored, path, keepMine, takeTheirs }: Props) {
  if (state.kind === "stale") {
    const { stale } = state;
    return (
      <Callout tone="warn" title="This request was changed somewhere else" live>
        {stale.savedBy} saved it on <ExactTime at={stale.savedAt} />, in another tab or on another device. What you
        typed here is still here and has not replaced it.
        <span className={styles.choice}>
          <Button size="sm" onClick={() => keepMine(stale)}>
            Keep what stands here
          </Button>
          <Button size="sm" variant="default" onClick={() => takeTheirs(stale)}>
            Open the newer one
          </Button>
        </span>
      </Callout>
    );
  }
  if (state.kind === "signed-out") {
    return (
      <Callout
        tone="warn"
        title="You have been signed out"
        live
        action={
          <a className="gh-link" href={`/sign-in?next=${encodeURIComponent(path)}`}>
            Sign in and come back
          </a>
        }
      >
        Nothing is lost: what you typed is kept in this tab and stands here again afterwards.
      </Callout>
    );
  }
  if (state.kind === "failed") {
    return (
      <Callout tone="warn" title="The last changes could not be saved" live>
        The server does not answer. What you typed is kept in this tab and is sent with your next change.
      </Callout>
    );
  }
  if (state.kind === "ended") {
    return (
      <Callout tone="stop" title="This request can no longer be changed" live>
        {state.message}
      </Callout>
    );
  }
  return restored ? (
    <Callout tone="good" title="What you had typed is back" live>
      It had not been saved before; it is now part of your draft.
    </Callout>
  ) : null;
}
