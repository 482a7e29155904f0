/**
 * The chain view: the flow from resources to applications, who hosts a segment, and coverage.
 */
import { ask, askAside } from "../api.js";
import { createCombobox } from "../combobox.js";
import { h, put } from "../dom.js";
import { learn, learnNames, nameOf } from "../naming.js";
import { failureNotice, waiting } from "../notices.js";
import { go, link } from "../router.js";
import { named, t, valueWord } from "../words.js";
import { showCoverage } from "./coverage.js";
import { createFlow } from "./drawing.js";
import { columnsOf, STAGES } from "./flow.js";
import { showRanking } from "./ranking.js";

const FIRST = "lithium-battery";

/** @param {HTMLElement} stage */
export async function createChainView(stage) {
  const choices = h("div.filters-place");
  const frame = h("div.flow", { role: "img" });
  const note = h("p.muted.boundaries");
  const columns = h("div.chain-columns");
  const ranking = h("section.ranking-place");
  const cover = h("section.cover-place");
  put(stage, h("section.chain", { "aria-label": t("view.chain") }, h("h1.unseen", {}, t("view.chain")), choices,
    h("div.flow-scroll", { tabindex: "0", role: "region", "aria-label": t("chain.drawing") }, frame), note, cover, ranking, columns));
  const drawing = createFlow(frame, (id) => go({ segment: id }));
  const chains = (await askAside("chains", { limit: 50 })).items;
  let turn = 0;
  /** @type {any} */
  let flow = null;

  /** @param {import("../route.js").Place} place @param {import("../route.js").Place | null} before */
  const update = async (place, before) => {
    turn += 1;
    const mine = turn;
    const chain = place.chain || FIRST;
    try {
      await learnNames([place.cover]);
      put(choices, chooser(chains, chain, place));
      const answer = await ask(`chains/${chain}`);
      if (mine !== turn) return;
      flow = answer.flow;
      learn(flow.nodes);
      drawn(chain, place);
      await part(cover, place.cover, () => showCoverage(cover, place.cover, chain));
      await part(ranking, place.segment, () => showRanking(ranking, place.segment));
      const fresh = !before || before.segment !== place.segment ? ranking : before.cover !== place.cover ? cover : null;
      if (fresh?.childElementCount) fresh.scrollIntoView({ block: "start" });
    } catch (error) {
      put(ranking, failureNotice(error, () => update(place, null)));
    }
  };
  const drawn = (/** @type {string} */ chain, /** @type {import("../route.js").Place} */ place) => {
    frame.setAttribute("aria-label", t("chain.label", { chain: t(`chain.${chain}`), n: flow.nodes.length }));
    frame.hidden = !flow.links.length;
    if (flow.links.length) drawing.show(flow, place.segment);
    put(note, t("chain.note"));
    put(columns, columnList(flow, place.segment));
  };
  return {
    update,
    recolour: () => flow?.links.length && drawing.show(flow, ""),
    destroy: () => drawing.destroy(),
  };
}

/** Fills a part when there is something to show, else empties it. @param {HTMLElement} place @param {string} wanted @param {() => Promise<void>} fill */
async function part(place, wanted, fill) {
  if (!wanted) return put(place);
  put(place, waiting());
  await fill();
}

/** @param {any[]} chains @param {string} chain @param {import("../route.js").Place} place */
function chooser(chains, chain, place) {
  const select = /** @type {HTMLSelectElement} */ (h("select.field", { onchange: () => go({ chain: select.value === FIRST ? "" : select.value, segment: "" }) },
    chains.map((one) => h("option", { value: one.slug, selected: one.slug === chain }, t(`chain.${one.slug}`)))));
  const park = createCombobox({ label: t("cover.of"), placeholder: t("table.parks"), kind: "park", onChoose: (one) => go({ cover: one.id }) });
  return h("div.filters", {},
    h("label.filter", {}, h("span", {}, t("chain.of")), select),
    h("div.filter", {}, h("span", {}, t("cover.of")), place.cover ? h("span.picked", {}, nameOf(place.cover), h("button.small", { type: "button", "aria-label": t("close"), onclick: () => go({ cover: "" }) }, "×")) : park.element),
    h("ul.key-line", {}, Object.entries(STAGES).map(([stage, colour]) => h("li", {}, swatch(colour), valueWord(stage)))),
    h("p.muted.grow", {}, t("chain.pick")));
}

/** @param {string} colour */
function swatch(colour) {
  const mark = h("span.dot", { "aria-hidden": "true" });
  mark.style.backgroundColor = colour;
  return mark;
}

/** The same segments as lists, column by column. @param {any} flow @param {string} selected */
function columnList(flow, selected) {
  const { columns, unlinked, back } = columnsOf(flow);
  const name = (/** @type {string} */ id) => nameOf(id);
  const list = (/** @type {any[]} */ segments) => h("ul.plain", {}, segments.map((one) => h("li", {},
    h("a", { href: link({ segment: one.id }), "aria-current": one.id === selected ? "true" : null, onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      go({ segment: one.id });
    } }, named(one.name, one.id)), h("span.muted", {}, ` ${t("chain.parks", { n: one.parks.total })}${one.outside ? ` · ${t("chain.outside")}` : ""}`))));
  return [
    h("h2.small-title", {}, t("chain.segments")),
    h("div.stage-columns", {},
      columns.map((segments, index) => h("section", {}, h("h3", {}, t("chain.column", { n: index + 1 })), list(segments))),
      unlinked.length ? h("section", {}, h("h3", {}, t("chain.unlinked")), list(unlinked)) : null,
      back.length ? h("section", {}, h("h3", {}, t("chain.back")), h("ul.plain", {}, back.map((/** @type {any} */ one) => h("li", {}, `${name(one.source)} → ${name(one.target)}`, one.reason && h("p.muted", {}, one.reason))))) : null),
  ];
}
