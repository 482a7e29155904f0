/**
 * Suggestions while one types.
 */
import { askAside } from "./api.js";

/** @typedef {{id: string, kind: string, name: {en?: string, zh?: string}, matched: string, field: string, marks: [number, number][]}} Suggestion `marks` count code points of `matched` */

const MOST = 8;

/**
 * What may be meant by a few letters, best first.
 * @param {string} q
 * @param {{kind?: string, signal?: AbortSignal}} [limits]
 * @returns {Promise<Suggestion[]>}
 */
export async function suggest(q, { kind = "", signal } = {}) {
  const answer = await askAside("suggest", { q, kind, limit: MOST }, signal);
  return answer.items.map((/** @type {any} */ { id, kind: of, name, match }) => ({ id, kind: of, name, matched: match.name, field: match.field, marks: match.highlight }));
}
