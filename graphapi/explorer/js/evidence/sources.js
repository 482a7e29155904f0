/**
 * Sources as numbered notes: each once, in the order of first mention.
 */
import { h, outward } from "../dom.js";
import { t } from "../words.js";

/** @typedef {{id: string, url?: string, publisher?: string, date?: string, title?: string}} Source */

/** Collects sources and numbers them. */
export function createNotes() {
  /** @type {Map<string, Source>} */
  const sources = new Map();
  const number = (/** @type {Source} */ source) => {
    if (!sources.has(source.id)) sources.set(source.id, source);
    return [...sources.keys()].indexOf(source.id) + 1;
  };
  return {
    /** Marks such as [1] [3] that lead to the sources themselves. @param {(Source | string)[]} given */
    marks(given) {
      if (!given.length) return h("span.muted", {}, t("evidence.noSource"));
      const full = given.map((one) => (typeof one === "string" ? sources.get(one) ?? { id: one } : one));
      return h("span.marks", {}, full.map((one) => h("span.mark", { title: described(one) }, outward(one.url, `[${number(one)}]`))));
    },
    /** The numbered list of all that was marked. */
    list() {
      return h("ol.sources", {}, [...sources.values()].map((one) => h("li", {}, sourceLine(one))));
    },
    size: () => sources.size,
  };
}

/** A source in one line: publisher, date, title, all as far as they are known. @param {Source} source */
export function sourceLine(source) {
  return [
    h("span.strong", {}, source.publisher ?? t("evidence.unnamed")), " ",
    h("span.muted", {}, source.date ?? t("evidence.undated")), " ",
    outward(source.url, source.title ?? source.url ?? source.id),
  ];
}

/** @param {Source} source */
function described(source) {
  return [source.publisher ?? t("evidence.unnamed"), source.date ?? t("evidence.undated"), source.title ?? ""].filter(Boolean).join(", ");
}
