/**
 * The HTTP API: one way to ask, one kind of failure, and a record of what was asked for "Show the request".
 */

/** Where the page stands; the API is beside it, whatever the prefix. */
export const ROOT = new URL("../../", import.meta.url);
/** The revision that the page shows as it was; 0 for the newest. */
export const PAST = Number(/\/revisions\/(\d+)\/$/.exec(ROOT.pathname)?.[1] ?? 0);
/** Where the newest revision stands. */
export const NEWEST = PAST ? new URL("../../", ROOT) : ROOT;
const SLOW_AFTER = 1200;
const KEPT = 60;

/** A failure that can be told in words. */
export class Failure extends Error {
  /**
   * @param {string} code stable code of the API's problem, or "unreachable" | "unreadable"
   * @param {{status?: number, detail?: string, suggestion?: string, path?: string}} [told]
   */
  constructor(code, told = {}) {
    super(told.detail ?? code);
    this.code = code;
    this.status = told.status ?? 0;
    this.suggestion = told.suggestion;
    this.path = told.path ?? "";
  }
}

/** @typedef {{method: "GET" | "POST", path: string, body?: object}} Asked */

/** @type {Map<string, Promise<any>>} */
const answers = new Map();
/** @type {Asked[]} */
let asked = [];
/** @type {Set<(slow: number) => void>} */
const watchers = new Set();
let slow = 0;

/**
 * Path below the API's root with its parameters; empty ones are left out.
 * @param {string} path such as "nodes/park:x"
 * @param {Record<string, string | number | boolean | undefined | null>} [parameters]
 */
export function address(path, parameters = {}) {
  const query = Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replace(/%2C/g, ",").replace(/%3A/g, ":")}`);
  const place = path.split("/").map((part) => encodeURIComponent(part).replace(/%3A/g, ":")).join("/");
  return `v1${path && "/"}${place}${query.length ? `?${query.join("&")}` : ""}`;
}

/**
 * The answer to a GET. Equal questions share one answer while the page is open.
 * @param {string} path
 * @param {Record<string, any>} [parameters]
 * @returns {Promise<any>}
 */
export function ask(path, parameters) {
  const place = address(path, parameters);
  remember({ method: "GET", path: place });
  const known = answers.get(place);
  if (known) return known;
  const answer = fetched(place, { headers: { accept: "application/json" } });
  answers.set(place, answer);
  answer.catch(() => answers.delete(place));
  if (answers.size > KEPT) answers.delete(answers.keys().next().value ?? "");
  return answer;
}

/**
 * The answer to what has to be asked by POST.
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
export function post(path, body) {
  const place = address(path);
  remember({ method: "POST", path: place, body });
  const headers = { accept: "application/json", "content-type": "application/json" };
  return fetched(place, { method: "POST", headers, body: JSON.stringify(body) });
}

/**
 * A question that helps the screen but does not make it: as `ask`, without a trace in "Show the request".
 * @param {string} path
 * @param {Record<string, any>} [parameters]
 * @param {AbortSignal} [signal]
 */
export function askAside(path, parameters = {}, signal) {
  return fetched(address(path, parameters), { headers: { accept: "application/json" }, signal });
}

/** Forgets what was asked: another screen begins. */
export function turnPage() {
  asked = [];
}

/** What was asked for this screen, in order. */
export function requests() {
  return [...asked];
}

/** The number of the newest revision. @returns {Promise<number>} */
export async function newestRevision() {
  return (await fetched("v1", { headers: { accept: "application/json" } }, NEWEST)).revision.number;
}

/** Calls back with the number of answers that are slow in coming, whenever it changes. */
export function watchSlow(/** @type {(slow: number) => void} */ watcher) {
  watchers.add(watcher);
}

/**
 * @param {string} place
 * @param {RequestInit} init
 * @param {URL} [root]
 */
async function fetched(place, init, root = ROOT) {
  let late = false;
  const clock = setTimeout(() => {
    late = true;
    count(1);
  }, SLOW_AFTER);
  try {
    const response = await fetch(new URL(place, root), init);
    return await read(response, place);
  } catch (error) {
    if (error instanceof Failure || (error instanceof DOMException && error.name === "AbortError")) throw error;
    throw new Failure("unreachable", { path: place });
  } finally {
    clearTimeout(clock);
    if (late) count(-1);
  }
}

/** @param {Response} response @param {string} path */
async function read(response, path) {
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Failure("unreadable", { status: response.status, path });
  }
  if (!response.ok) throw new Failure(body.code ?? "unreadable", { ...body, status: response.status, path });
  return body;
}

/** @param {number} change */
function count(change) {
  slow += change;
  for (const watcher of watchers) watcher(slow);
}

/** @param {Asked} one */
function remember(one) {
  if (!asked.some((other) => JSON.stringify(other) === JSON.stringify(one))) asked.push(one);
}
