import { useFetcher } from "@remix-run/react";
import { IconLock } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { AttachmentList } from "../attachments/AttachmentList";
import { FormFields } from "../forms/context";
import { ExactTime } from "../Time";
import styles from "./conversation.module.css";
import { PostForm } from "./PostForm";
import type { ConversationProps, Post } from "./types";

interface Props {
  conversation: ConversationProps;
  /** Of the page's last submit; only those of this form are looked at. */
  errors: Record<string, string>;
  defaultValues?: Record<string, string | string[]>;
  /** `xs` in the console, `md` in the portal. */
  size?: "xs" | "md";
}

/** Tells the ids of this form's fields from those of others on the page. */
const scope = "talk";
const mine = ["text", "files"];

/** What practice and lab say to each other about a request or connection, the oldest first, and the field to answer. */
export function Conversation({ conversation, errors, defaultValues = {}, size = "xs" }: Props) {
  const { posts, canWrite } = conversation;
  const fresh = useFresh(posts);
  const firstFresh = posts.find((post) => fresh.has(post.id))?.id;
  return (
    <div className={styles.conversation}>
      {posts.length === 0 ? <p className={styles.none}>Nobody has written yet.</p> : null}
      <ol className={styles.posts} aria-label="Messages">
        {posts.map((post) => (
          <li key={post.id}>
            {post.id === firstFresh ? <p className={styles.fresh}>New</p> : null}
            <PostView post={post} />
          </li>
        ))}
      </ol>
      {canWrite ? (
        <FormFields
          errors={Object.fromEntries(Object.entries(errors).filter(([name]) => mine.includes(name)))}
          defaultValues={{ text: defaultValues.text ?? "" }}
          size={size}
          scope={scope}
        >
          <PostForm {...conversation} size={size} />
        </FormFields>
      ) : null}
    </div>
  );
}

function PostView({ post }: { post: Post }) {
  return (
    <article className={styles.post} data-side={post.side} data-internal={post.internal || undefined}>
      <header className={styles.head}>
        <strong>{post.by}</strong>
        {post.internal ? (
          <span className={styles.note}>
            <IconLock size={13} aria-hidden /> Internal note
          </span>
        ) : (
          <span className={styles.party}>{post.party}</span>
        )}
        <span className={styles.when}>
          <ExactTime at={post.at} />
        </span>
      </header>
      {post.text ? (
        <p className={styles.text} dir="auto">
          {post.text}
        </p>
      ) : null}
      <AttachmentList attachments={post.attachments} />
    </article>
  );
}

/** The posts that were unread when they came onto the page; the server is told once they are in view. */
function useFresh(posts: readonly Post[]): ReadonlySet<string> {
  const { submit } = useFetcher();
  const [fresh, setFresh] = useState<ReadonlySet<string>>(() => new Set());
  const unread = posts.flatMap((post) => (post.unread ? [post.id] : [])).join(" ");
  useEffect(() => {
    if (!unread) return;
    setFresh((before) => new Set([...before, ...unread.split(" ")]));
    const tell = () => {
      if (!document.hidden) submit({ intent: "read" }, { method: "post" });
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [unread, submit]);
  return fresh;
}
