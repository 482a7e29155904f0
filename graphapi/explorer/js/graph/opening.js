/**
 * The place that shows a node with its neighbours, or alone when there are too many to show unasked.
 */
import { withOpened } from "../route.js";
import { here } from "../router.js";
import { FEW, FIRST_FEW, usual } from "./choice.js";
import { ALONE, askEverything } from "./gathering.js";
import { createHolding, newNeighbours } from "./holding.js";

/**
 * @param {string} id
 * @returns {Promise<Partial<import("../route.js").Place>>}
 */
export async function placeOf(id) {
  const place = here();
  const groups = newNeighbours(createHolding(), id, (await askEverything(id)).graph);
  const before = place.view === "graph" ? place.open : [];
  const rel = usual(groups) > (before.length ? FEW : FIRST_FEW) ? ALONE : "";
  const held = before.some((one) => one.id === id);
  return { view: "graph", open: held ? before : withOpened(before, { id, rel }), sel: id };
}
