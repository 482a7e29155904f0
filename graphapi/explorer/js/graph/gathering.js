/**
 * Asks for what a place opens and holds it: expansions in order, then paths.
 */
import { ask } from "../api.js";
import { learn } from "../naming.js";
import { edgeKindsAt, kindOf } from "../schema.js";
import { hold, retain } from "./holding.js";
import { askPaths } from "./story.js";

/** An entry of `open` whose node stands alone. */
export const ALONE = "none";
const FIRST = Object.freeze({ limit: 300, max_edges: 5000 });
const MORE = 5;

/** @typedef {{id: string, rel: string, answer: any, wanted: {limit: number, max_edges: number}}} Gathered */

/** What the answers may hold, by question; going on widens it. */
export function createBounds() {
  /** @type {Map<string, {limit: number, max_edges: number}>} */
  const wanted = new Map();
  return {
    of: (/** @type {string} */ key) => wanted.get(key) ?? FIRST,
    widen(/** @type {string} */ key) {
      const now = wanted.get(key) ?? FIRST;
      wanted.set(key, { limit: now.limit * MORE, max_edges: now.max_edges * MORE });
    },
  };
}

/**
 * What lies next to a node along some edges.
 * @param {string} id
 * @param {string} rel "" for the edges that are followed unless asked
 * @param {{limit: number, max_edges: number}} bounds
 */
export async function askAround(id, rel, bounds) {
  if (rel === ALONE) {
    const { node, meta } = await ask(`nodes/${id}`, { provenance: "ids" });
    learn([node]);
    return { graph: { nodes: [node], edges: [] }, meta: { ...meta, completeness: { complete: true } } };
  }
  const answer = await ask(`nodes/${id}/neighborhood`, { depth: 1, rel, provenance: "ids", ...bounds });
  learn(answer.graph.nodes);
  return answer;
}

/** All that is known next to a node, lists and indicators too, to choose from. @param {string} id */
export async function askEverything(id) {
  return askAround(id, edgeKindsAt(kindOf(id)).join(","), FIRST);
}

/**
 * Asks all that the place needs, at once.
 * @param {import("../route.js").Place} place
 * @param {ReturnType<typeof createBounds>} bounds
 * @returns {Promise<{gathered: Gathered[], paths: any}>}
 */
export async function gather(place, bounds) {
  const asking = place.open.map(async ({ id, rel }) => {
    const wanted = bounds.of(`${id}~${rel}`);
    return { id, rel, wanted, answer: await askAround(id, rel, wanted) };
  });
  const widened = bounds.of("paths") === FIRST ? {} : { max_edges: bounds.of("paths").max_edges };
  const [paths, ...gathered] = await Promise.all([place.from && place.to ? askPaths(place, widened) : null, ...asking]);
  return { gathered, paths };
}

/**
 * Makes the graph hold just these answers and gives the ids of the nodes that are new. What stays keeps its place.
 * @param {any} graph
 * @param {Gathered[]} gathered
 * @param {any} paths
 * @param {string} from
 */
export function holdAll(graph, gathered, paths, from) {
  const answers = [...gathered.map(({ id, answer }) => ({ near: id, graph: answer.graph })), ...(paths ? [{ near: from, graph: paths.graph }] : [])];
  retain(graph, answers.flatMap((one) => one.graph.nodes), answers.flatMap((one) => one.graph.edges));
  return answers.flatMap((one) => hold(graph, one.graph, one.near));
}

/** Whether asking with wider bounds may give more: those of the last question were not lowered by the service. @param {Gathered} one */
export function mayGoOn({ answer, wanted }) {
  return answer.meta.query?.limit === wanted.limit && answer.meta.query?.max_edges === wanted.max_edges;
}
