/**
 * The same nodes and edges as the drawing, as tables for keyboard, screen reader and paper.
 */
import { h } from "../dom.js";
import { basisMark } from "../notices.js";
import { go, here, link } from "../router.js";
import { kindLabel } from "../schema.js";
import { named, t } from "../words.js";
import { letter } from "./legend.js";

/**
 * @param {any} graph
 * @param {Set<string>} hidden kinds left out
 * @param {(id: string) => void} expand
 */
export function listing(graph, hidden, expand) {
  const nodes = graph.mapNodes((/** @type {string} */ id, /** @type {any} */ node) => ({ id, ...node })).filter((/** @type {any} */ node) => !hidden.has(node.kind));
  const shown = new Set(nodes.map((/** @type {any} */ node) => node.id));
  const edges = graph.mapEdges((/** @type {string} */ id, /** @type {any} */ edge) => ({ id, ...edge.document })).filter((/** @type {any} */ edge) => shown.has(edge.tail) && shown.has(edge.head));
  nodes.sort((/** @type {any} */ a, /** @type {any} */ b) => a.kind.localeCompare(b.kind) || graph.degree(b.id) - graph.degree(a.id) || a.id.localeCompare(b.id));
  const name = (/** @type {string} */ id) => named(graph.getNodeAttribute(id, "document").name, id);
  return h("div.listing", {},
    table(t("graph.nodes"), ["column.name", "column.kind", "column.basis", "column.edges"], nodes.map((/** @type {any} */ node) => nodeRow(node, graph, expand))),
    table(t("graph.edgesShown"), ["column.from", "column.relation", "column.to", "column.basis"], edges.map((/** @type {any} */ edge) => edgeRow(edge, name))));
}

/** @param {string} caption @param {string[]} columns @param {HTMLElement[]} rows */
function table(caption, columns, rows) {
  return h("div.scroll", { tabindex: "0", role: "region", "aria-label": caption }, h("table", {}, h("caption", {}, `${caption} · ${rows.length}`),
    h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, t(column))))), h("tbody", {}, rows)));
}

/** @param {any} node @param {any} graph @param {(id: string) => void} expand */
function nodeRow(node, graph, expand) {
  const name = named(node.document.name, node.id);
  return h(here().sel === node.id ? "tr.chosen" : "tr", {}, h("th", { scope: "row" }, chooser(node.id, name)), h("td", {}, letter(node.kind), kindLabel(node.kind)), h("td", {}, basisMark(node.document.basis)),
    h("td", {}, graph.degree(node.id), " ", h("button.small", { type: "button", "aria-label": t("expand.of", { name }), onclick: () => expand(node.id) }, t("expand"))));
}

/** @param {any} edge @param {(id: string) => string} name */
function edgeRow(edge, name) {
  return h(here().sel === edge.id ? "tr.chosen" : "tr", {}, h("td", {}, name(edge.tail)), h("td", {}, chooser(edge.id, kindLabel(edge.kind))), h("td", {}, name(edge.head)), h("td", {}, basisMark(edge.basis)));
}

/** @param {string} id @param {string} text */
function chooser(id, text) {
  return h("a", { href: link({ sel: id }), onclick: (/** @type {Event} */ event) => {
    event.preventDefault();
    go({ sel: id });
  } }, text);
}
