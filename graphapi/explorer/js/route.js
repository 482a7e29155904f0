/**
 * What is on the screen as an address, and back. Nothing here touches the document.
 */

/** @typedef {{id: string, rel: string}} Opened a node that was expanded, along these edges ("" for the usual ones) */
/**
 * @typedef {object} Place
 * @property {"graph" | "map" | "chain" | "table"} view
 * @property {Opened[]} open
 * @property {string} from
 * @property {string} to
 * @property {string} mode how paths are sought
 * @property {string} sel selected node or edge
 * @property {string[]} hide kinds of node not shown
 * @property {boolean} listed the list in place of the drawing
 * @property {string} chain
 * @property {string} segment
 * @property {string} cover park or province whose coverage is shown
 * @property {string} table
 * @property {string} sort field, with "-" before it for the other way
 * @property {string} q words that rows must hold
 * @property {string} list
 * @property {string} year
 * @property {string} company
 * @property {string} lang
 */

/** @type {readonly ("graph" | "map" | "chain" | "table")[]} */
export const VIEWS = Object.freeze(["graph", "map", "chain", "table"]);
const ID = /^[a-z_]+:[a-z0-9][a-z0-9-]*$/;
const WORD = /^[a-z0-9_.-]*$/i;

/** @type {Readonly<Place>} */
export const START = Object.freeze({
  view: "graph", open: [], from: "", to: "", mode: "", sel: "", hide: [], listed: false, chain: "", segment: "",
  cover: "", table: "", sort: "", q: "", list: "", year: "", company: "", lang: "",
});

const IDS = ["from", "to", "sel", "segment", "cover", "list", "company"];
const WORDS = ["mode", "chain", "table", "sort", "year", "lang"];

/**
 * The place that an address names; what it does not understand is left out, never guessed.
 * @param {string} search
 * @returns {Place}
 */
export function parse(search) {
  const given = new URLSearchParams(search);
  const view = given.get("view") ?? "";
  const place = { ...START, view: VIEWS.find((one) => one === view) ?? START.view };
  for (const name of IDS) place[name] = matching(given.get(name), ID);
  for (const name of WORDS) place[name] = matching(given.get(name), WORD);
  place.q = (given.get("q") ?? "").slice(0, 200);
  place.hide = (given.get("hide") ?? "").split(",").filter((kind) => kind && WORD.test(kind));
  place.listed = given.has("listed");
  place.open = (given.get("open") ?? "").split(";").map(opened).filter((one) => ID.test(one.id));
  return /** @type {Place} */ (place);
}

/**
 * The address of a place, "?" and all; empty for the start.
 * @param {Place} place
 */
export function format(place) {
  const pairs = [];
  if (place.view !== START.view) pairs.push(["view", place.view]);
  if (place.open.length) pairs.push(["open", place.open.map((one) => one.id + (one.rel ? `~${one.rel}` : "")).join(";")]);
  for (const name of [...IDS, ...WORDS, "q"]) if (place[name]) pairs.push([name, place[name]]);
  if (place.hide.length) pairs.push(["hide", place.hide.join(",")]);
  if (place.listed) pairs.push(["listed", "1"]);
  const query = pairs.map(([name, value]) => `${name}=${readable(String(value))}`).join("&");
  return query ? `?${query}` : "";
}

/** Adds an expansion once; another set of edges for the same node is joined to the first. */
export function withOpened(/** @type {Opened[]} */ open, /** @type {Opened} */ added) {
  const known = open.some((one) => one.id === added.id && one.rel === added.rel);
  return known ? open : [...open, added];
}

/** @param {string} text @returns {Opened} */
function opened(text) {
  const [id, rel = ""] = text.split("~");
  return { id, rel: /^[a-z_<>,]*$/.test(rel) ? rel : "" };
}

/** @param {string | null} text @param {RegExp} pattern */
function matching(text, pattern) {
  return text !== null && pattern.test(text) ? text : "";
}

/** Escapes what an address needs escaped and leaves the rest to be read. */
function readable(/** @type {string} */ text) {
  return encodeURIComponent(text).replace(/%(3A|2C|3B)/g, (one) => decodeURIComponent(one));
}
