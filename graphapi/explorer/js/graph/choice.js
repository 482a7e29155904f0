/**
 * The choice that a node with many neighbours offers instead of exploding.
 */
import { h } from "../dom.js";
import { nameOf } from "../naming.js";
import { edgeKinds, kindLabel } from "../schema.js";
import { t } from "../words.js";

/** Up to so many new nodes are added without asking. */
export const FEW = 40;
/** And so many on an empty screen. */
export const FIRST_FEW = 80;

/** New neighbours along the edges that are followed unless asked. @param {import("./holding.js").Group[]} groups */
export function usual(groups) {
  const followed = new Set(edgeKinds().filter(([, kind]) => kind.followed).map(([name]) => name));
  return new Set(groups.filter((group) => followed.has(group.kind)).flatMap((group) => group.nodes)).size;
}

/**
 * @param {string} id
 * @param {import("./holding.js").Group[]} groups
 * @param {boolean} complete whether these are all
 * @param {(rel: string | null) => void} chosen edges to follow; null for none
 */
export function choice(id, groups, complete, chosen) {
  const all = usual(groups);
  const name = nameOf(id);
  const box = h("div.choice", { role: "dialog", "aria-label": t("expand.of", { name }), tabindex: "-1", onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && chosen(null) },
    h("p", {}, groups.length ? t(complete ? "expand.many" : "expand.least", { name, n: new Set(groups.flatMap((group) => group.nodes)).size }) : t("expand.nothing", { name })),
    h("div.choices", {}, groups.map((group) => h("button", { type: "button", onclick: () => chosen(group.rel) },
      t(group.out ? "expand.out" : "expand.in", { kind: kindLabel(group.kind) }), " ", h("span.count", {}, group.nodes.length)))),
    h("p.actions", {},
      all > 0 && h("button.primary", { type: "button", onclick: () => chosen("") }, t("expand.all", { n: all })),
      h("button", { type: "button", onclick: () => chosen(null) }, t("close"))));
  return box;
}
