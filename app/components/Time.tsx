import { useNow, useRenderedAt } from "./render-context";
import { durationWords, relativeWords, type TimeStyle, timeWords } from "./time-words";
import { useTimeZone } from "./viewer";

/** "3 min ago", moving by itself; the exact time with its zone is in the title. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow();
  const zone = useTimeZone();
  return (
    <time className="gh-num" dateTime={at} title={timeWords(at, zone, "full", now)}>
      {relativeWords(at, now)}
    </time>
  );
}

/** A moment in the viewer's zone, the zone named: "Fri 20 Nov, 12:48 EST". */
export function ExactTime({ at, style = "full" }: { at: string; style?: TimeStyle }) {
  const zone = useTimeZone();
  const renderedAt = useRenderedAt();
  const full = timeWords(at, zone, "full", renderedAt);
  const words = timeWords(at, zone, style, renderedAt);
  return (
    <time className="gh-num" dateTime={at} {...(words === full ? {} : { title: full })}>
      {words}
    </time>
  );
}

/** How long since `from`, without "ago": "2 h 06 min". */
export function Elapsed({ from }: { from: string }) {
  const now = useNow();
  return (
    <time className="gh-num" dateTime={from}>
      {durationWords(now - new Date(from).getTime())}
    </time>
  );
}
