import { ExactTime } from "./Time";
import type { TimeStyle } from "./time-words";

/** A piece of a sentence the server made: words, words to stress, or a moment in the reader's zone. */
export type SentencePart = string | { strong: string } | { at: string; style?: TimeStyle };

/** A plain-words sentence with its one bold date. */
export function Sentence({ parts }: { parts: SentencePart[] }) {
  return parts.map((part, index) => {
    const key = `${index} ${JSON.stringify(part)}`;
    if (typeof part === "string") return <span key={key}>{part}</span>;
    if ("strong" in part) return <strong key={key}>{part.strong}</strong>;
    return (
      <strong key={key}>
        <ExactTime at={part.at} {...(part.style ? { style: part.style } : {})} />
      </strong>
    );
  });
}
