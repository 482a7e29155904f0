/**
 * Rows of a table, page by page, with the names that they refer to.
 */
import { ask, askAside, post } from "../api.js";
import { learn, learnNames } from "../naming.js";

const PAGE = 500;

/**
 * The first page of a table.
 * @param {import("./tables.js").Table} table
 * @param {string} words what is searched for, where the table is one of search results
 * @param {string} cursor
 */
export async function page(table, words, cursor) {
  const search = table.path === "search";
  const parameters = { ...table.parameters, limit: search ? 50 : PAGE, ...(search ? { q: words } : {}), ...(cursor ? { cursor } : {}) };
  const answer = await (cursor ? askAside : ask)(table.path, parameters);
  if (table.place) await giveplaces(answer.items);
  await learnNames(answer.items.flatMap((/** @type {any} */ item) => table.names?.(item) ?? []));
  return answer;
}

/** Tells parks their city and province, from one question about all of them. @param {any[]} parks */
async function giveplaces(parks) {
  if (!parks.length) return;
  const starts = parks.map((park) => park.id).slice(0, 200);
  const { graph } = await post("neighborhood", { start: starts, steps: [{ rel: ["located_in>"] }], depth: 1, provenance: "none" });
  learn(graph.nodes);
  const found = new Map();
  for (const edge of graph.edges) {
    const kind = edge.head.slice(0, edge.head.indexOf(":"));
    found.set(edge.tail, { ...found.get(edge.tail), [kind]: edge.head });
  }
  for (const park of parks) park.place = found.get(park.id);
}
