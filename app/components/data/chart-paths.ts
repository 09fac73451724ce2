/** Where the boxes and arrows of a statechart run; pure geometry, in the picture's own units. */
export const box = { width: 96, height: 30 };

/** A box's top left corner. */
export type Place = { x: number; y: number };

const centre = ({ x, y }: Place) => ({ x: x + box.width / 2, y: y + box.height / 2 });

/** A way from a box back to itself: a loop over its top right corner. */
export function loopPath({ x, y }: Place): string {
  const left = x + box.width - 30;
  return `M ${left} ${y} c -2 -15 18 -15 16 -1`;
}

/**
 * The way from one box to another, as an SVG path that ends at the edge of the second. Boxes in one row or column are
 * joined straight; `beside` sets the line apart from the one that comes back. Others are joined by one corner, the way
 * leaving up or down and arriving from the side.
 */
export function wayPath(from: Place, to: Place, beside: boolean): string {
  const start = centre(from);
  const end = centre(to);
  const gap = 1;
  if (start.y === end.y) {
    const right = end.x > start.x;
    const y = start.y + (beside ? (right ? -6 : 6) : 0);
    const [first, last] = right ? [from.x + box.width, to.x - gap] : [from.x, to.x + box.width + gap];
    return `M ${first} ${y} H ${last}`;
  }
  if (start.x === end.x) {
    const down = end.y > start.y;
    const x = start.x + (beside ? (down ? -6 : 6) : 0);
    const [first, last] = down ? [from.y + box.height, to.y - gap] : [from.y, to.y + box.height + gap];
    return `M ${x} ${first} V ${last}`;
  }
  const up = end.y < start.y;
  const right = end.x > start.x;
  const corner = 6;
  const turn = end.y + (up ? corner : -corner);
  const arrives = right ? to.x - gap : to.x + box.width + gap;
  return `M ${start.x} ${up ? from.y : from.y + box.height} V ${turn} Q ${start.x} ${end.y} ${start.x + (right ? corner : -corner)} ${end.y} H ${arrives}`;
}
