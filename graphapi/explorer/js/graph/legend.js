/**
 * The legend: kinds of node as switches, kinds of edge as lines. Both come from the table of kinds.
 */
import { h } from "../dom.js";
import { go, here } from "../router.js";
import { edgeKinds, kindColour, kindLabel, kindLetter, nodeKinds } from "../schema.js";
import { t } from "../words.js";
import { onTop } from "./colours.js";
import { countByKind } from "./holding.js";

/** @param {any} graph what is shown */
export function legend(graph) {
  const counts = countByKind(graph);
  const hidden = new Set(here().hide);
  const present = new Set();
  graph.forEachEdge((/** @type {string} */ _, /** @type {any} */ { kind }) => present.add(kind));
  return h("div.legend", {},
    h("ul.switches", { "aria-label": t("graph.legend") }, nodeKinds().filter(([kind]) => counts.has(kind)).map(([kind]) =>
      h("li", {}, h("button.switch", { type: "button", "aria-pressed": String(!hidden.has(kind)), onclick: () => toggle(kind) },
        letter(kind), kindLabel(kind), " ", h("span.count", {}, counts.get(kind)))))),
    present.size ? h("ul.lines", { "aria-label": t("graph.edges") }, edgeKinds().filter(([kind]) => present.has(kind)).map(([kind]) => h("li", {}, line(kind), kindLabel(kind)))) : null);
}

/** The mark of a kind of node as it stands in the drawing. @param {string} kind */
export function letter(kind) {
  const mark = h("span.letter", { "aria-hidden": "true" }, kindLetter(kind));
  mark.style.backgroundColor = kindColour(kind);
  mark.style.color = onTop(kindColour(kind));
  return mark;
}

/** @param {string} kind */
function line(kind) {
  const mark = h("span.line", { "aria-hidden": "true" });
  mark.style.backgroundColor = kindColour(kind);
  return mark;
}

/** @param {string} kind */
function toggle(kind) {
  const hide = here().hide;
  go({ hide: hide.includes(kind) ? hide.filter((one) => one !== kind) : [...hide, kind] }, { replace: true });
}
