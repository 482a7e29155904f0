/**
 * The evidence for what is selected: attributes, figures, connections and sources of a node or an edge.
 */
import { ask } from "../api.js";
import { h, put } from "../dom.js";
import { learn, learnNames, nameOf } from "../naming.js";
import { basisMark, failureNotice, say, waiting } from "../notices.js";
import { go, here, link } from "../router.js";
import { edgeKinds, isNode, kindColour, kindLabel, kindOf, sentence } from "../schema.js";
import { alsoNamed, measured, named, t } from "../words.js";
import { fieldsOf, groupedEdges, statedOf } from "./facts.js";
import { createNotes } from "./sources.js";

const PAGE = 100;

/**
 * Fills an element with the evidence for an id.
 * @param {HTMLElement} place
 * @param {string} id
 */
export async function showEvidence(place, id) {
  put(place, waiting());
  try {
    const content = isNode(id) ? await nodeEvidence(id) : await edgeEvidence(id);
    if (here().sel !== id) return;
    put(place, content);
    say(place.querySelector("h2")?.textContent ?? "");
  } catch (error) {
    if (here().sel === id) put(place, failureNotice(error, () => showEvidence(place, id)));
  }
}

/** @param {string} id */
async function nodeEvidence(id) {
  const isPark = kindOf(id) === "park";
  const [answer, edges, park] = await Promise.all([
    ask(`nodes/${id}`, { provenance: "inline" }),
    ask(`nodes/${id}/edges`, { provenance: "inline", limit: PAGE }),
    isPark ? ask(`parks/${id}`) : null,
  ]);
  const node = answer.node;
  const notes = createNotes();
  learn([node]);
  await learnNames([...edges.items.flatMap((/** @type {any} */ edge) => [edge.tail, edge.head]), ...references(node, edges.items)]);
  return [
    heading(node.kind, named(node.name, id), alsoNamed(node.name), node.basis),
    actions(node),
    node.aliases?.length ? h("p.muted.aliases", {}, `${t("evidence.aliases")}: ${node.aliases.join(" · ")}`) : null,
    stated(node, notes),
    differing(node, notes),
    connections(id, edges, notes),
    park && undisclosed(park),
    sourceList(notes),
    identity(id),
  ];
}

/** @param {string} id */
async function edgeEvidence(id) {
  const { edge } = await ask(`edges/${id}`, { provenance: "inline" });
  await learnNames([edge.tail, edge.head, ...references(edge, [])]);
  const notes = createNotes();
  const end = (/** @type {string} */ one) => h("a", { href: link({ sel: one }), onclick: choosing(one) }, nameOf(one));
  return [
    heading(edge.kind, sentence(edge, nameOf(edge.tail), nameOf(edge.head)), "", edge.basis),
    h("dl.facts", {}, h("dt", {}, t("evidence.from")), h("dd", {}, end(edge.tail)), h("dt", {}, t("evidence.to")), h("dd", {}, end(edge.head))),
    edge.caveat && caveat(edge.caveat),
    validity(edge),
    stated(edge, notes),
    differing(edge, notes),
    sourceList(notes),
    identity(id),
  ];
}

/** Ids of segments that attributes refer to, so that their names can be shown. */
function references(/** @type {any} */ document, /** @type {any[]} */ edges) {
  return [document, ...edges].flatMap((one) => statedOf(one).stated.filter((row) => row.references === "segment").flatMap((row) => row.value));
}

/** @param {string} kind @param {string} title @param {string} also @param {string} basis */
function heading(kind, title, also, basis) {
  const dot = h("span.dot", { "aria-hidden": "true" });
  dot.style.backgroundColor = kindColour(kind);
  return h("header.headed", {}, h("p.kind", {}, dot, kindLabel(kind), " ", basisMark(basis)), h("h2", { tabindex: "-1" }, title), also && h("p.also", {}, also));
}

/** What may be done with a node. @param {any} node */
function actions(node) {
  const button = (/** @type {string} */ word, /** @type {any} */ change) =>
    h("a.button", { href: link(change), onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      go(change);
    } }, t(word));
  const open = [...here().open.filter((one) => one.id !== node.id), { id: node.id, rel: "" }];
  return h("p.actions", {},
    button("evidence.draw", { view: "graph", open, listed: false }),
    button("evidence.paths", { view: "graph", from: node.id, to: "", open: here().open.length ? here().open : open }),
    node.kind === "segment" && button("evidence.hosts", { view: "chain", segment: node.id }),
    ["park", "province"].includes(node.kind) && button("evidence.coverage", { view: "chain", cover: node.id, segment: "" }));
}

/** @param {any} document @param {any} notes */
function stated(document, notes) {
  const { stated: rows, unknown } = statedOf(document);
  if (!rows.length && !unknown.length && !document.sources?.length) return null;
  return h("section", {}, h("h3", {}, t("evidence.attributes"), " ", notes.marks(document.sources ?? [])),
    rows.length ? h("dl.facts", {}, rows.map((row) => [h("dt", {}, row.label), h("dd", {}, row.references ? referred(row.value) : row.text)])) : null,
    unknown.length ? h("p.unknown", {}, h("strong", {}, `${t("evidence.unknown")}: `), unknown.join(" · "), h("span.muted", {}, ` (${t("evidence.unknownNote")})`)) : null);
}

/** @param {any} value ids that an attribute refers to */
function referred(value) {
  return [value].flat().map((/** @type {string} */ id, index) => [index ? " · " : "", h("a", { href: link({ sel: id }), onclick: choosing(id) }, nameOf(id))]);
}

/** Statements, with conflicting values side by side. @param {any} document @param {any} notes */
function differing(document, notes) {
  const fields = fieldsOf(document);
  if (!fields.length) return null;
  const cell = (/** @type {any} */ field, /** @type {any} */ one) =>
    h(one.value === field.shown && field.disputed ? "li.value.shown" : "li.value", {},
      h("span.strong", {}, measured(one.value, one.unit)), " ", field.disputed && one.value === field.shown && h("span.taken", {}, t("evidence.shown")),
      " ", basisMark(one.basis), " ", one.period && h("span.muted", {}, `${t("evidence.period")} ${one.period} `), notes.marks(one.sources),
      one.caveat && h("p.muted", {}, one.caveat));
  return h("section", {}, h("h3", {}, t("evidence.statements")),
    fields.map((field) => h("div.field-values", {},
      h("h4", {}, field.label, " ", field.disputed && h("span.disputed", {}, t("evidence.disputed"))),
      h("ul.values", {}, field.values.map((one) => cell(field, one))),
      field.disputed && h("p.muted.rule", {}, t("evidence.rule", { rule: field.rule })))));
}

/** @param {string} id @param {any} answer @param {any} notes */
function connections(id, answer, notes) {
  const body = h("div");
  const draw = (/** @type {any[]} */ edges, /** @type {any} */ last) => {
    const groups = groupedEdges(id, edges, edgeKinds().map(([kind]) => kind));
    const left = last.meta.total - edges.length;
    put(body, groups.map((group) => h("details", { open: groups.length < 4 || ["powered_by", "operates_in"].includes(group.kind) },
      h("summary", {}, kindLabel(group.kind), " ", h("span.count", {}, group.edges.length)),
      h("ul.edges", {}, group.edges.map((edge) => connection(edge, notes))))),
    left > 0 && last.next ? h("button", { type: "button", onclick: async () => {
      const more = await ask(`nodes/${id}/edges`, { provenance: "inline", limit: PAGE, cursor: last.next });
      await learnNames(more.items.flatMap((/** @type {any} */ edge) => [edge.tail, edge.head]));
      draw([...edges, ...more.items], more);
    } }, t("evidence.moreEdges", { n: left })) : "");
  };
  draw(answer.items, answer);
  return h("section", {}, h("h3", {}, t("evidence.connections"), " ", h("span.count", {}, answer.meta.total)), body);
}

/** @param {any} edge @param {any} notes */
function connection(edge, notes) {
  return h("li", {}, h("a", { href: link({ sel: edge.id }), onclick: choosing(edge.id) }, sentence(edge, nameOf(edge.tail), nameOf(edge.head))), " ", notes.marks(edge.sources),
    edge.caveat && h("p.muted", {}, `${t("evidence.caveat")}: ${edge.caveat}`));
}

/** Indicators that a park does not state. @param {any} park */
function undisclosed(park) {
  if (!park.not_disclosed.length) return null;
  return h("section", {}, h("h3", {}, t("evidence.notDisclosed")), h("p.muted", {}, t("evidence.notDisclosedNote")),
    h("ul.plain", {}, park.not_disclosed.map((/** @type {any} */ one) => h("li", {}, named(one.name, one.id)))));
}

/** @param {any} edge */
function validity(edge) {
  if (!edge.valid_from && !edge.valid_to) return null;
  return h("p.muted", {}, `${t("evidence.period")}: ${edge.valid_from ?? "…"} – ${edge.valid_to ?? "…"}`);
}

/** @param {string} text */
function caveat(text) {
  return h("p.notice.caveat", {}, h("strong", {}, `${t("evidence.caveat")}: `), text);
}

/** @param {any} notes */
function sourceList(notes) {
  return notes.size() ? h("section.sourced", {}, h("h3", {}, t("evidence.sources")), notes.list()) : null;
}

/** @param {string} id */
function identity(id) {
  return h("p.muted.identity", {}, `${t("evidence.id")}: `, h("code", {}, id));
}

/** @param {string} id */
function choosing(id) {
  return (/** @type {Event} */ event) => {
    event.preventDefault();
    go({ sel: id });
  };
}
