/**
 * The map view: filters, the map, and the same parks as a list.
 */
import { h, put } from "../dom.js";
import { failureNotice, waiting } from "../notices.js";
import { go, link } from "../router.js";
import { named, t } from "../words.js";
import { createMap } from "./drawing.js";
import { filters } from "./filters.js";
import { outlines } from "./libraries.js";
import { parksOf, placed } from "./parks.js";

/** @param {HTMLElement} stage */
export async function createMapView(stage) {
  const above = h("div.filters-place");
  const frame = h("div.map-frame");
  const below = h("div.map-list");
  const choose = (/** @type {string} */ id) => go({ sel: id });
  put(stage, h("section.map", { "aria-label": t("view.map") }, h("h1.unseen", {}, t("view.map")), above, frame, below));
  const map = createMap(frame, await outlines(), choose);
  frame.append(h("p.muted.boundaries", {}, t("map.boundaries")));
  const resized = new ResizeObserver(() => map.redraw());
  resized.observe(frame);
  let turn = 0;
  let chosen = "unasked";

  /** @param {import("../route.js").Place} place */
  const update = async (place) => {
    turn += 1;
    const mine = turn;
    if (!below.childElementCount) put(below, waiting());
    try {
      const narrowed = [place.list, place.year, place.segment, place.company].join(" ");
      if (narrowed !== chosen) put(above, await filters());
      chosen = narrowed;
      const parks = await parksOf(place);
      if (mine !== turn) return;
      const { placed: shown, unplaced } = placed(parks);
      map.show(shown, place.sel);
      put(below, parks.length ? [parkList(t("map.parks"), shown, place.sel), unplaced.length ? parkList(t("map.notPlaced"), unplaced, place.sel) : null] : h("p.notice", {}, t("map.nothing")));
    } catch (error) {
      put(below, failureNotice(error, () => update(place)));
    }
  };
  return { update, destroy: () => resized.disconnect() };
}

/** @param {string} title @param {import("./parks.js").Park[]} parks @param {string} selected */
function parkList(title, parks, selected) {
  return h("section", {}, h("h2.small-title", {}, title, " ", h("span.count", {}, parks.length)),
    h("ul.columns", {}, parks.map((park) => h("li", {}, h("a", { href: link({ sel: park.id }), "aria-current": park.id === selected ? "true" : null, onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      go({ sel: park.id });
    } }, named(park.name, park.id)), park.attributes.construction_end && h("span.muted", {}, ` ${park.attributes.construction_end}`)))));
}
