/**
 * The nodes and edges on the screen, with their documents: graphology's graph and what may be added to it.
 */
import { graphology } from "../libraries.js";

/** @typedef {{id: string, kind: string, name: {en?: string, zh?: string}, basis: string, attributes: Record<string, any>}} NodeDocument */
/** @typedef {{id: string, kind: string, tail: string, head: string, basis: string, attributes: Record<string, any>, caveat?: string}} EdgeDocument */
/** @typedef {{nodes: NodeDocument[], edges: EdgeDocument[]}} Subgraph */

const TURN = Math.PI * (3 - Math.sqrt(5));
const STEP = 12;

/** An empty graph for the screen. */
export function createHolding() {
  return new graphology.MultiDirectedGraph();
}

/**
 * Adds what is not there yet and gives the ids of the new nodes. New ones start on a spiral around `near`, in the
 * order of the answer, so that the same question gives the same picture.
 * @param {any} graph
 * @param {Subgraph} added
 * @param {string} [near] id of the node that they belong to
 */
export function hold(graph, added, near) {
  const centre = near && graph.hasNode(near) ? graph.getNodeAttributes(near) : { x: 0, y: 0 };
  const begun = graph.order;
  const fresh = [];
  for (const node of added.nodes) {
    if (graph.hasNode(node.id)) continue;
    const turn = (begun + fresh.length) * TURN;
    const away = STEP * Math.sqrt(fresh.length + (begun ? 1 : 0));
    graph.addNode(node.id, { document: node, kind: node.kind, x: centre.x + away * Math.cos(turn), y: centre.y + away * Math.sin(turn), size: 6 });
    fresh.push(node.id);
  }
  for (const edge of added.edges) {
    if (graph.hasEdge(edge.id) || !graph.hasNode(edge.tail) || !graph.hasNode(edge.head)) continue;
    graph.addEdgeWithKey(edge.id, edge.tail, edge.head, { document: edge, kind: edge.kind });
  }
  resize(graph);
  return fresh;
}

/**
 * Drops what is not among these documents.
 * @param {any} graph
 * @param {{id: string}[]} nodes
 * @param {{id: string}[]} edges
 */
export function retain(graph, nodes, edges) {
  const [kept, joined] = [nodes, edges].map((documents) => new Set(documents.map((one) => one.id)));
  for (const id of graph.edges()) if (!joined.has(id)) graph.dropEdge(id);
  for (const id of graph.nodes()) if (!kept.has(id)) graph.dropNode(id);
}

/** A node grows with the number of its edges on the screen, and where there are few nodes. @param {any} graph */
function resize(graph) {
  const least = graph.order < 30 ? 9 : graph.order < 150 ? 7 : 5;
  graph.forEachNode((/** @type {string} */ id) => graph.setNodeAttribute(id, "size", Math.min(20, least + 1.6 * Math.sqrt(graph.degree(id)))));
}

/** Number of nodes shown by kind. @param {any} graph @returns {Map<string, number>} */
export function countByKind(graph) {
  const counts = new Map();
  graph.forEachNode((/** @type {string} */ _, /** @type {any} */ { kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  return counts;
}

/** @typedef {{kind: string, out: boolean, nodes: string[], rel: string}} Group neighbours along one kind of edge, one way */

/**
 * The neighbours that an answer would add, by kind of edge and direction; the largest group first.
 * @param {any} graph
 * @param {string} id node that is expanded
 * @param {Subgraph} answer
 * @returns {Group[]}
 */
export function newNeighbours(graph, id, answer) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const edge of answer.edges) {
    if (edge.tail !== id && edge.head !== id) continue;
    const out = edge.tail === id;
    const other = out ? edge.head : edge.tail;
    if (graph.hasNode(other)) continue;
    const rel = out ? `${edge.kind}>` : `<${edge.kind}`;
    const group = groups.get(rel) ?? { kind: edge.kind, out, nodes: [], rel };
    if (!group.nodes.includes(other)) group.nodes.push(other);
    groups.set(rel, group);
  }
  return [...groups.values()].sort((a, b) => b.nodes.length - a.nodes.length || (a.rel < b.rel ? -1 : 1));
}
