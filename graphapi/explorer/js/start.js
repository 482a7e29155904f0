/**
 * The first screen: what this is, and questions to begin with.
 */
import { ask } from "./api.js";
import { h, put } from "./dom.js";
import { failureNotice } from "./notices.js";
import { go, link } from "./router.js";
import { t } from "./words.js";

/** @type {[string, Partial<import("./route.js").Place>][]} */
const QUESTIONS = [
  ["start.hosts", { view: "chain", segment: "segment:power-battery-cells" }],
  ["start.byd", { view: "graph", from: "company:byd", to: "city:xining" }],
  ["start.mengsu", { view: "graph", open: [{ id: "park:ordos-mengsu", rel: "powered_by>" }], sel: "park:ordos-mengsu" }],
  ["start.chain", { view: "chain" }],
  ["start.map", { view: "map", list: "list:national-batch-1" }],
];

/** @param {HTMLElement} stage */
export async function showStart(stage) {
  try {
    const { counts } = await ask("");
    const { park: parks, company: companies, segment: segments, energy } = counts.nodes;
    put(stage, h("section.start", {},
      h("h1", {}, t("start.title")),
      h("p.lead", {}, t("start.text", { parks: parks ?? 0, companies: companies ?? 0, segments: segments ?? 0, energy: energy ?? 0 })),
      h("h2", {}, t("start.try")),
      h("ul.questions", {}, QUESTIONS.map(([word, change]) => h("li", {}, h("a", { href: link(change), onclick: (/** @type {Event} */ event) => {
        event.preventDefault();
        go(change);
      } }, t(word))))),
      h("p.muted", {}, t("start.search"))));
  } catch (error) {
    put(stage, failureNotice(error, () => showStart(stage)));
  }
}
