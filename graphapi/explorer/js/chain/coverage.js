/**
 * How much of a chain a park or province covers, as a strip with one cell a link.
 */
import { ask } from "../api.js";
import { h, put } from "../dom.js";
import { learnNames, nameOf } from "../naming.js";
import { cutNotice } from "../notices.js";
import { go, link } from "../router.js";
import { kindOf } from "../schema.js";
import { figure, t } from "../words.js";

const STATES = ["direct", "derived", "one_hop", "absent"];
/** Signs beside the colours, so that the strip is read without them. */
const SIGNS = { direct: "●", derived: "◐", one_hop: "○", absent: "·" };

/** @param {HTMLElement} place @param {string} id @param {string} chain */
export async function showCoverage(place, id, chain) {
  const path = kindOf(id) === "province" ? "provinces" : "parks";
  const answer = await ask(`${path}/${id}/coverage`, { chain });
  await learnNames([id, ...answer.segments.map((/** @type {any} */ one) => one.segment)]);
  const { coverage } = answer;
  put(place,
    h("h2", { tabindex: "-1" }, t("cover.title", { name: nameOf(id), chain: t(`chain.${chain}`) })),
    h("p", {}, t("cover.summary", coverage), ` · ${t("hosts.score", { score: figure(Math.round(coverage.score * 100) / 100) })}`),
    cutNotice(answer.meta.completeness),
    h("ul.key-line", {}, STATES.map((state) => h("li", {}, h(`span.cell.${state}`, { "aria-hidden": "true" }, SIGNS[state]), t(`cover.${state}`)))),
    h("ol.strip", { "aria-label": t("cover.note") }, answer.segments.map(cell)),
    h("p.muted.rule", {}, coverage.formula));
}

/** @param {any} one */
function cell(one) {
  return h("li", {}, h(`a.cell.${one.state}`, { href: link({ segment: one.segment }), title: t(`cover.${one.state}`), "aria-label": `${nameOf(one.segment)}: ${t(`cover.${one.state}`)}`, onclick: (/** @type {Event} */ event) => {
    event.preventDefault();
    go({ segment: one.segment });
  } }, h("span", { "aria-hidden": "true" }, SIGNS[one.state]), " ", nameOf(one.segment)));
}
