/**
 * Names of nodes that are known by id alone: asked for once, in one go.
 */
import { askAside } from "./api.js";
import { named } from "./words.js";

/** @type {Map<string, any>} */
const known = new Map();

/** Remembers the names in an answer. @param {{id: string, name: {en?: string, zh?: string}}[]} nodes */
export function learn(nodes) {
  for (const node of nodes) known.set(node.id, node.name);
}

/** The name of a node, else its id. @param {string} id */
export function nameOf(id) {
  return named(known.get(id), id);
}

/** Both names of a node as far as they are known. @param {string} id @returns {{en?: string, zh?: string}} */
export function namesOf(id) {
  return known.get(id) ?? {};
}

/**
 * Makes sure that the names of these nodes are known.
 * @param {Iterable<string>} ids
 */
export async function learnNames(ids) {
  const missing = [...new Set(ids)].filter((id) => id && !known.has(id));
  const kinds = new Set(missing.map((id) => id.slice(0, id.indexOf(":"))));
  if (missing.length <= 4) {
    const found = await Promise.all(missing.map((id) => askAside(`nodes/${id}`, { provenance: "none" }).catch(() => null)));
    learn(found.filter(Boolean).map((answer) => answer.node));
    return;
  }
  await Promise.all([...kinds].map((kind) => learnKind(kind)));
}

/** @param {string} kind */
async function learnKind(kind) {
  let cursor = "";
  do {
    const answer = await askAside("nodes", { kind, limit: 500, provenance: "none", cursor });
    learn(answer.items);
    cursor = answer.next ?? "";
  } while (cursor);
}
