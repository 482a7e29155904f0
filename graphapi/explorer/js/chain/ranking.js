/**
 * Who hosts a segment: parks in order, each with its companies and the reasons for its place.
 */
import { ask } from "../api.js";
import { h, put } from "../dom.js";
import { learn, learnNames, nameOf } from "../naming.js";
import { cutNotice } from "../notices.js";
import { go, link } from "../router.js";
import { figure, named, spoken, t } from "../words.js";

const PAGE = 25;

/** @param {HTMLElement} place @param {string} segment */
export async function showRanking(place, segment) {
  const [answer, companies] = await Promise.all([ask(`segments/${segment}/hosts`, { limit: PAGE }), ask("companies", { segment, limit: 100 })]);
  learn([...answer.items.map((/** @type {any} */ one) => one.park), ...companies.items.map((/** @type {any} */ one) => one.company)]);
  await learnNames([segment, ...answer.items.map((/** @type {any} */ one) => one.place.province)]);
  const list = h("ol.ranking", {}, answer.items.map(parkCard));
  put(place,
    h("h2", { tabindex: "-1" }, t("hosts.title", { name: nameOf(segment) })),
    h("p.muted", {}, t("hosts.count", { n: answer.meta.total })),
    cutNotice(answer.meta.completeness),
    answer.items.length ? list : h("p.notice", {}, t("hosts.none")),
    answer.next && more(list, segment, answer.next, answer.meta.total - answer.items.length),
    companies.items.length ? h("section", {}, h("h3", {}, t("hosts.active"), " ", h("span.count", {}, companies.meta.total)), h("ul.columns", {}, companies.items.map(companyLine))) : null);
}

/** @param {HTMLElement} list @param {string} segment @param {string} cursor @param {number} left */
function more(list, segment, cursor, left) {
  const button = h("button", { type: "button", onclick: async () => {
    const answer = await ask(`segments/${segment}/hosts`, { limit: PAGE, cursor });
    learn(answer.items.map((/** @type {any} */ one) => one.park));
    await learnNames(answer.items.map((/** @type {any} */ one) => one.place.province));
    list.append(...answer.items.map(parkCard));
    button.remove();
  } }, t("table.load", { n: left }));
  return button;
}

/** @param {any} item */
function parkCard(item) {
  const { park, score, rank } = item;
  return h("li.ranked", { value: rank },
    h("div.rank", { "aria-hidden": "true" }, rank),
    h("div.grow", {},
      h("h3", {}, chooser(park.id, named(park.name, park.id))),
      h("p.muted", {}, item.place.province ? `${nameOf(item.place.province)} · ` : "", t(item.direct ? "hosts.direct" : "hosts.derived"), " · ", t("hosts.score", { score: rounded(score.value) })),
      bar(score),
      item.companies.length ? h("ul.makers", {}, item.companies.map((/** @type {any} */ one) => h("li", {}, chooser(one.edge.id, one.sentence[spoken()]), one.edge.caveat && h("p.muted", {}, `${t("evidence.caveat")}: ${one.edge.caveat}`)))) : h("p.muted", {}, t("hosts.noCompany")),
      reasons(score)));
}

/** The score as a bar. @param {any} score */
function bar(score) {
  const fill = h("span");
  fill.style.width = `${Math.round(score.value * 100)}%`;
  return h("div.score", { "aria-hidden": "true" }, fill);
}

/** Every factor: what it was, how much it weighs, what it gave. @param {any} score */
function reasons(score) {
  return h("details", {}, h("summary", {}, t("hosts.why")),
    h("ul.plain", {}, Object.entries(score.factors).map(([name, factor]) => h("li.reason", {},
      h("span", {}, t(`hosts.factor.${name}`)),
      h("span.muted", {}, factor.value === null || factor.value === undefined ? t("hosts.unknown") : `${rounded(factor.value)} × ${figure(factor.weight)}`),
      h("span.muted", {}, told(factor.evidence))))));
}

/** The evidence of a factor in a few words. @param {any} evidence */
function told(evidence = {}) {
  if (evidence.publishers) return evidence.publishers.join(" · ");
  if (evidence.capacities) return evidence.capacities.map((/** @type {any} */ one) => `${figure(one.value)} ${one.unit}`).join(" · ");
  if (evidence.companies) return evidence.companies.map((/** @type {any} */ one) => nameOf(one.company)).join(" · ");
  return "";
}

/** Two decimals: the rest would look surer than it is. @param {number} value */
function rounded(value) {
  return figure(Math.round(value * 100) / 100);
}

/** @param {any} item */
function companyLine(item) {
  return h("li", {}, chooser(item.company.id, named(item.company.name, item.company.id)), item.tickers.length ? h("span.muted", {}, ` ${item.tickers.map((/** @type {any} */ one) => one.listing).join(" ")}`) : "");
}

/** @param {string} id @param {string} text */
function chooser(id, text) {
  return h("a", { href: link({ sel: id }), onclick: (/** @type {Event} */ event) => {
    event.preventDefault();
    go({ sel: id });
  } }, text);
}
