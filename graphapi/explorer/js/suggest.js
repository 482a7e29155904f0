/**
 * Suggestions while one types.
 */
import { askAside } from "./api.js";

/** @typedef {{id: string, kind: string, name: {en?: string, zh?: string}, matched: string, field: string, marks: [number, number][]}} Suggestion */

const MOST = 8;

/**
 * What may be meant by a few letters, best first.
 * @param {string} q
 * @param {{kind?: string, signal?: AbortSignal}} [limits]
 * @returns {Promise<Suggestion[]>}
 */
export async function suggest(q, { kind = "", signal } = {}) {
  const answer = await askAside("nodes", { q, kind, limit: MOST, provenance: "none" }, signal);
  return answer.items.map((/** @type {any} */ { id, kind: of, name }) => ({ id, kind: of, name, matched: "", field: "name", marks: [] }));
}
