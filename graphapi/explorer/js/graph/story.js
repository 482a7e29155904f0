/**
 * Paths between two nodes, told hop by hop with the sources of each hop.
 */
import { ask } from "../api.js";
import { createCombobox } from "../combobox.js";
import { h, put } from "../dom.js";
import { sourceLine } from "../evidence/sources.js";
import { learn, learnNames, nameOf } from "../naming.js";
import { basisMark, cutNotice } from "../notices.js";
import { go, here, link } from "../router.js";
import { spoken, t } from "../words.js";

/** How paths are sought: the word in an address, and what it asks the API. */
const MODES = Object.freeze({
  shortest: { mode: "shortest" },
  all_shortest: { mode: "all_shortest" },
  informative: { mode: "k_shortest", cost: "informative", limit: 5, max_hops: 5 },
  evidence: { mode: "k_shortest", cost: "evidence", limit: 5, max_hops: 5 },
});

/**
 * The paths that the place asks for.
 * @param {{from: string, to: string, mode: string}} place
 * @param {Record<string, any>} [more]
 */
export async function askPaths(place, more = {}) {
  const answer = await ask("paths", { from: place.from, to: place.to, ...(MODES[place.mode] ?? MODES.shortest), provenance: "ids", ...more });
  learn(answer.graph.nodes);
  return answer;
}

/** Ids of all nodes and edges on some paths. @param {any[]} paths */
export function onPaths(paths) {
  return new Set(paths.flatMap((path) => [...path.nodes, ...path.edges]));
}

/**
 * Tells the paths, or asks for the other end.
 * @param {HTMLElement} place
 * @param {any} answer nothing while the other end is not chosen
 * @param {() => void} goOn asks again with larger budgets
 */
export async function tellPaths(place, answer, goOn) {
  const { from, to } = here();
  await learnNames([from, to].filter(Boolean));
  if (!answer) {
    put(place, otherEnd(from));
    return;
  }
  put(place,
    h("header.headed", {}, h("p.kind", {}, t("paths")), h("h2", { tabindex: "-1" }, t("paths.between", { from: nameOf(from), to: nameOf(to) }))),
    h("p.actions", {}, modeChoice(), leave()),
    cutNotice(answer.meta.completeness, goOn),
    answer.paths.length ? answer.paths.map((/** @type {any} */ path, /** @type {number} */ index) => told(path, index, answer.paths.length)) : none(answer.meta));
}

/** @param {string} from */
function otherEnd(from) {
  const box = createCombobox({ label: t("paths.pick", { from: nameOf(from) }), placeholder: t("search"), onChoose: (one) => go({ to: one.id, sel: "" }) });
  return [
    h("header.headed", {}, h("p.kind", {}, t("paths")), h("h2", { tabindex: "-1" }, t("paths.pick", { from: nameOf(from) }))),
    box.element, h("p.muted", {}, t("paths.pickHelp")), h("p.actions", {}, leave()),
  ];
}

function modeChoice() {
  const select = /** @type {HTMLSelectElement} */ (h("select.field", { "aria-label": t("paths.mode"), onchange: () => go({ mode: select.value === "shortest" ? "" : select.value }) },
    Object.keys(MODES).map((mode) => h("option", { value: mode, selected: mode === (here().mode || "shortest") }, t(`paths.${mode}`)))));
  return select;
}

function leave() {
  return h("button", { type: "button", onclick: () => go({ from: "", to: "", mode: "" }) }, t("paths.leave"));
}

/** @param {any} path @param {number} index @param {number} of */
function told(path, index, of) {
  return h("article.path", {},
    h("h3", {}, of > 1 && `${t("paths.number", { n: index + 1 })} · `, t("paths.hops", { n: path.hops }), " ", h("span.muted", {}, t("paths.weakest", { basis: t(`basis.${path.weakest_basis}`) }))),
    h("ol.hops", {}, path.explanation.map((/** @type {any} */ hop) => hopLine(hop))));
}

/** @param {any} hop */
function hopLine(hop) {
  const sentence = hop.sentence[spoken()].split(/ — |——/)[0].replace(/\.?$/, spoken() === "zh" ? "。" : ".").replace("。。", "。");
  return h("li", {},
    h("a", { href: link({ sel: hop.edge }), onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      go({ sel: hop.edge });
    } }, sentence), " ", basisMark(hop.basis),
    hop.caveat && h("p.notice.caveat", {}, `${t("evidence.caveat")}: ${hop.caveat}`),
    hop.sources.length ? h("ul.sources", {}, hop.sources.map((/** @type {any} */ source) => h("li", {}, sourceLine(source)))) : h("p.muted", {}, t("evidence.noSource")));
}

/** @param {any} meta */
function none(meta) {
  const relaxed = (meta.no_path?.relax ?? []).map((/** @type {any} */ one) => h("li", {}, t("paths.relax", { what: one.constraint })));
  return h("div.notice", {}, h("strong", {}, t("paths.none")), " ", meta.completeness.complete && t("paths.exhausted"), relaxed.length ? h("ul", {}, relaxed) : null);
}
