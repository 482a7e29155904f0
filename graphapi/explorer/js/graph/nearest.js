/**
 * The line under the pointer. Nothing here touches the document.
 */

/** Pixels from a line within which it is meant. */
export const REACH = 6;

/** @typedef {{x: number, y: number}} Point */

/**
 * The id of the line nearest to a point, or "" when none is within reach; the first of equals.
 * @param {Point} point
 * @param {Iterable<{id: string, from: Point, to: Point}>} lines
 * @param {number} [reach]
 */
export function nearestLine(point, lines, reach = REACH) {
  let found = "";
  let least = reach;
  for (const { id, from, to } of lines) {
    const away = distance(point, from, to);
    if (away < least) [found, least] = [id, away];
  }
  return found;
}

/** From a point to a stretch of line. @param {Point} point @param {Point} from @param {Point} to */
function distance(point, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length)) : 0;
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy);
}
