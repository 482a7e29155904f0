/**
 * Tools over the drawing.
 */
import { h } from "../dom.js";
import { go, here } from "../router.js";
import { t } from "../words.js";

/**
 * @param {any} graph
 * @param {import("./drawing.js").Drawing | null} drawing
 * @param {{again: () => void, sharing: HTMLElement}} tools
 */
export function toolbar(graph, drawing, { again, sharing }) {
  const { listed } = here();
  const button = (/** @type {string} */ word, /** @type {() => void} */ onclick, /** @type {string} */ sign = "") =>
    h("button", { type: "button", onclick, "aria-label": t(word), title: t(word) }, sign || t(word));
  return h("div.toolbar", { role: "toolbar", "aria-label": t("graph.tools") },
    h("span.segmented", {},
      h("button", { type: "button", "aria-pressed": String(!listed), onclick: () => go({ listed: false }) }, t("graph.drawing")),
      h("button", { type: "button", "aria-pressed": String(listed), onclick: () => go({ listed: true }) }, t("graph.list"))),
    !listed && h("span.joined", {},
      button("graph.closer", () => drawing?.zoom(0.7), "+"), button("graph.farther", () => drawing?.zoom(1.4), "−"),
      button("graph.fit", () => drawing?.fit())),
    !listed && button("graph.again", again),
    button("graph.clear", () => go({ open: [], from: "", to: "", sel: "", mode: "", hide: [] })),
    sharing,
    h("span.muted.grow.counts", {}, `${t("graph.nodeCount", { n: graph.order })}, ${t("graph.edgeCount", { n: graph.size })}`));
}
