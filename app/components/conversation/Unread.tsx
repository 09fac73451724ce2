import styles from "./conversation.module.css";
import type { Post } from "./types";

/** How many messages the viewer has not read; nothing when there is none. */
export function Unread({ count }: { count: number }) {
  return count === 0 ? null : <span className={styles.unread}>{count} new</span>;
}

/** The same, counted on the open page. */
export const UnreadOf = ({ posts }: { posts: Post[] }) => <Unread count={posts.filter((post) => post.unread).length} />;
