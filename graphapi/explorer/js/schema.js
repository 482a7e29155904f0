/**
 * The table of kinds as `/v1/schema` gives it: labels, colours, and the sentence that tells an edge.
 */
import { askAside } from "./api.js";
import { named, spoken, t, valueWord } from "./words.js";

/** @typedef {{name: string, type: string, label: {en: string, zh: string}, unit?: string, references?: string}} Attribute */
/** @typedef {{label: {en: string, zh: string}, short?: {en: string, zh: string}, colour: string, hub?: boolean, attributes: Attribute[], ends?: {tail: string, head: string}[], sentence?: {en: string, zh: string}, followed?: boolean}} Kind */

/** @type {{nodes: Record<string, Kind>, edges: Record<string, Kind>}} */
let table = { nodes: {}, edges: {} };

/** Reads the table once, before anything is shown. */
export async function loadSchema() {
  table = await askAside("schema");
}

/** Every kind of node, in the order of the table. @returns {[string, Kind][]} */
export function nodeKinds() {
  return Object.entries(table.nodes);
}

/** Every kind of edge, in the order of the table. @returns {[string, Kind][]} */
export function edgeKinds() {
  return Object.entries(table.edges);
}

/** Kind of an id: what stands before the colon. @param {string} id */
export function kindOf(id) {
  return id.slice(0, id.indexOf(":"));
}

/** Whether an id is that of a node, not of an edge. @param {string} id */
export function isNode(id) {
  return kindOf(id) in table.nodes;
}

/** @param {string} kind @returns {Kind} */
function row(kind) {
  return table.nodes[kind] ?? table.edges[kind] ?? { label: { en: kind, zh: kind }, colour: "#666666", attributes: [] };
}

/** Label of a kind in the reader's language. @param {string} kind */
export function kindLabel(kind) {
  return named(row(kind).label, kind);
}

/** Colour of a kind. @param {string} kind */
export function kindColour(kind) {
  return row(kind).colour;
}

/** Whether a kind connects everything with everything. @param {string} kind */
export function isHub(kind) {
  return Boolean(row(kind).hub);
}

/** The letter that stands in a node, so that colour is not all that tells its kind. @param {string} kind */
export function kindLetter(kind) {
  return row(kind).short?.[spoken()] ?? kindLabel(kind)[0].toUpperCase();
}

/** Attributes of a kind, in the order of the table. @param {string} kind @returns {Attribute[]} */
export function attributesOf(kind) {
  return row(kind).attributes;
}

/**
 * An edge as a sentence in the reader's language, with its basis, status and wider scope as the API's own sentences.
 * @param {{kind: string, basis: string, attributes: Record<string, any>}} edge
 * @param {string} tail name
 * @param {string} head name
 */
export function sentence(edge, tail, head) {
  const pattern = named(row(edge.kind).sentence, "{tail} – {head}");
  const marks = [t(`basis.${edge.basis}`)];
  const { status, scope } = edge.attributes;
  if (status && status !== "unknown") marks.push(valueWord(status));
  if (scope && scope !== "park") marks.push(valueWord(scope));
  const told = pattern.replace("{tail}", tail).replace("{head}", head);
  return spoken() === "zh" ? `${told}（${marks.join("，")}）` : `${told} (${marks.join(", ")})`;
}

/** Kinds of edge that may lead from or to a kind of node. @param {string} kind */
export function edgeKindsAt(kind) {
  return edgeKinds().filter(([, one]) => one.ends?.some((end) => end.tail === kind || end.head === kind)).map(([name]) => name);
}
