/**
 * Which names to write so that none covers another. Nothing here touches the document.
 */

/** @typedef {{id: string, text: string, x: number, y: number, radius: number, weight: number, width: number}} Candidate a node in pixels; `width` is that of its text */
/** @typedef {{id: string, text: string, left: number, top: number, right: number, bottom: number}} Placed */

export const LINE = 14;
const GAP = 3;
const CELL = 64;

/**
 * Names that fit: weightiest first, each right of its node, else left of it, below or above; a name that finds no
 * room is left out. Names keep clear of one another and of the nodes that weigh more.
 * @param {Candidate[]} candidates
 * @param {{width: number, height: number}} frame
 * @returns {Placed[]}
 */
export function placeLabels(candidates, frame) {
  const ordered = [...candidates].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  const taken = createGrid();
  for (const one of ordered) taken.add(disc(one));
  const placed = [];
  for (const one of ordered) {
    const room = positions(one).find((box) => within(box, frame) && taken.free(box, one.id));
    if (!room) continue;
    taken.add(room);
    placed.push(room);
  }
  return placed;
}

/** @param {Candidate} one @returns {Placed[]} */
function positions(one) {
  const half = LINE / 2;
  const side = one.radius + GAP;
  const boxes = [
    [one.x + side, one.y - half],
    [one.x - side - one.width, one.y - half],
    [one.x - one.width / 2, one.y + side],
    [one.x - one.width / 2, one.y - side - LINE],
  ];
  return boxes.map(([left, top]) => ({ id: one.id, text: one.text, left, top, right: left + one.width, bottom: top + LINE }));
}

/** @param {Candidate} one @returns {Placed} */
function disc(one) {
  const reach = one.radius * 0.8;
  return { id: one.id, text: "", left: one.x - reach, top: one.y - reach, right: one.x + reach, bottom: one.y + reach };
}

/** @param {Placed} box @param {{width: number, height: number}} frame */
function within(box, frame) {
  return box.left >= 0 && box.top >= 0 && box.right <= frame.width && box.bottom <= frame.height;
}

/** @param {Placed} a @param {Placed} b */
export function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Boxes by the cells that they touch, so that a question looks at few. */
function createGrid() {
  /** @type {Map<string, Placed[]>} */
  const cells = new Map();
  const keys = (/** @type {Placed} */ box) => {
    const found = [];
    for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
      for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) found.push(`${x} ${y}`);
    }
    return found;
  };
  return {
    add(/** @type {Placed} */ box) {
      for (const key of keys(box)) cells.set(key, [...(cells.get(key) ?? []), box]);
    },
    free(/** @type {Placed} */ box, /** @type {string} */ own) {
      return keys(box).every((key) => (cells.get(key) ?? []).every((other) => (other.id === own && !other.text) || !overlap(box, other)));
    },
  };
}

/** A name no longer than a line of the drawing should be. @param {string} text @param {number} most letters; a Chinese one counts for two */
export function shortened(text, most = 34) {
  let width = 0;
  for (let index = 0; index < text.length; index += 1) {
    width += text.charCodeAt(index) > 0x2e7f ? 2 : 1;
    if (width > most) return `${text.slice(0, index).trimEnd()}…`;
  }
  return text;
}
