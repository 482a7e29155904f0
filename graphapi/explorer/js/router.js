/**
 * The place that is on the screen, the browser's history, and who wants to know.
 */
import { format, parse } from "./route.js";

/** @typedef {import("./route.js").Place} Place */

/** @type {Place} */
let place = parse(location.search);
/** @type {((place: Place, before: Place) => void)[]} */
const listeners = [];

/** The place on the screen. @returns {Place} */
export function here() {
  return place;
}

/**
 * Moves: `go({ sel: id })` changes what it names. Back leads to where it came from unless `replace` is set.
 * @param {Partial<Place>} change
 * @param {{replace?: boolean}} [how]
 */
export function go(change, how = {}) {
  const next = { ...place, ...change };
  if (format(next) === format(place)) return;
  history[how.replace ? "replaceState" : "pushState"](null, "", location.pathname + format(next));
  moved(next);
}

/** Address of a place beside this one, for links. @param {Partial<Place>} change */
export function link(change) {
  return location.pathname + format({ ...place, ...change });
}

/** Calls back after each move. @param {(place: Place, before: Place) => void} listener */
export function onMove(listener) {
  listeners.push(listener);
}

/** @param {Place} next */
function moved(next) {
  const before = place;
  place = next;
  for (const listener of listeners) listener(place, before);
}

addEventListener("popstate", () => moved(parse(location.search)));
