import { useIsomorphicEffect } from "@mantine/hooks";
import { type RefObject, useCallback, useEffect, useState } from "react";
import styles from "./editor.module.css";
import { holds } from "./paths";
import type { Link } from "./types";

interface Props {
  /** Holds the three panes, each with `data-pane`, its scrolling part with `data-scroll`. */
  panes: RefObject<HTMLElement | null>;
  links: readonly Link[];
  /** Whatever moves the lit rows; the curves are measured again when it changes. */
  watch: unknown;
}

interface End {
  key: string;
  left: number;
  right: number;
  y: number;
}

const most = 8;

/** The lit rows of a pane that can be seen, in the coordinates of the panes. */
function litEnds(panes: HTMLElement, name: string): End[] {
  const pane = panes.querySelector<HTMLElement>(`[data-pane="${name}"]`);
  const scroll = pane?.querySelector<HTMLElement>("[data-scroll]");
  if (!pane || !scroll) return [];
  const frame = panes.getBoundingClientRect();
  const window = scroll.getBoundingClientRect();
  return [...pane.querySelectorAll<HTMLElement>("[data-lit]")].slice(0, most).flatMap((row) => {
    const box = row.getBoundingClientRect();
    const y = box.top + Math.min(box.height, 30) / 2;
    if (y < window.top || y > window.bottom || box.width === 0) return [];
    const key = row.dataset.place ?? row.dataset.rule ?? "";
    return [{ key, left: box.left - frame.left, right: box.right - frame.left, y: y - frame.top }];
  });
}

const curve = (x1: number, y1: number, x2: number, y2: number) => {
  const bend = Math.max(8, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
};

const near = (paths: readonly string[], key: string) => paths.some((path) => holds(path, key) || holds(key, path));

function measure(panes: HTMLElement, links: readonly Link[]): string[] {
  const [sources, rules, targets] = ["source", "rules", "target"].map((name) => litEnds(panes, name));
  return (rules ?? []).flatMap((rule) => {
    const own = links.filter((link) => link.rule === rule.key);
    const joined = (ends: End[] | undefined, side: "from" | "to") =>
      (ends ?? []).filter((end) => own.some((link) => near(link[side], end.key)));
    return [
      ...joined(sources, "from").map((end) => curve(end.right, end.y, rule.left, rule.y)),
      ...joined(targets, "to").map((end) => curve(rule.right, rule.y, end.left, end.y)),
    ];
  });
}

/** Joins the lit rows of the panes where both ends can be seen. Drawn only: the lit rows say the same without it. */
export function Curves({ panes, links, watch }: Props) {
  const [paths, setPaths] = useState<string[]>([]);
  const draw = useCallback(() => {
    const next = panes.current ? measure(panes.current, links) : [];
    setPaths((now) => (now.join() === next.join() ? now : next));
  }, [panes, links]);
  useIsomorphicEffect(draw, [draw, watch]);
  useEffect(() => {
    const element = panes.current;
    if (!element) return;
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    const sizes = new ResizeObserver(later);
    sizes.observe(element);
    element.addEventListener("scroll", later, true);
    void document.fonts?.ready.then(later);
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      element.removeEventListener("scroll", later, true);
    };
  }, [panes, draw]);
  return (
    <svg className={styles.curves} aria-hidden="true">
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
