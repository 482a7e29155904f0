/**
 * Colours for the drawing, mixed with the ground so that lines stay behind nodes in light and dark.
 */

/** @typedef {{ground: string, ink: string, muted: string, accent: string}} Palette */

/** The colours that the style sheet has in force. @returns {Palette} */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return { ground: read("--ground"), ink: read("--ink"), muted: read("--muted"), accent: read("--accent") };
}

/** @type {Map<string, string>} */
const mixed = new Map();

/**
 * A colour between two, both written #rrggbb; the few that a screen needs are kept.
 * @param {string} from
 * @param {string} to
 * @param {number} share 0 gives `from`, 1 gives `to`
 */
export function mix(from, to, share) {
  const key = from + to + share;
  const known = mixed.get(key);
  if (known) return known;
  const [a, b] = [channels(from), channels(to)];
  const colour = `#${a.map((one, index) => Math.round(one + (b[index] - one) * share).toString(16).padStart(2, "0")).join("")}`;
  mixed.set(key, colour);
  return colour;
}

/** Black or white, whichever is read better on a colour: at least 4.5 : 1 (WCAG 2.2, relative luminance). @param {string} colour */
export function onTop(colour) {
  const [r, g, b] = channels(colour).map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

/** @param {string} colour */
function channels(colour) {
  const hex = colour.replace("#", "");
  return [0, 2, 4].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) || 0);
}
