/**
 * The filters of the map: list, segment, company, year.
 */
import { askAside } from "../api.js";
import { createCombobox } from "../combobox.js";
import { h } from "../dom.js";
import { learn, learnNames, nameOf } from "../naming.js";
import { go, here } from "../router.js";
import { named, t } from "../words.js";

/** @type {Promise<{lists: any, parks: any}> | null} */
let choices = null;

/** Lists and years to choose from, asked for once. */
async function askChoices() {
  const [lists, parks] = await Promise.all([askAside("nodes", { kind: "list", provenance: "none" }), askAside("nodes", { kind: "park", limit: 500, provenance: "none" })]);
  learn(lists.items);
  return { lists, parks };
}

/** @returns {Promise<HTMLElement>} */
export async function filters() {
  choices ??= askChoices();
  choices.catch(() => { choices = null; });
  const { lists, parks } = await choices;
  await learnNames([here().segment, here().company]);
  const years = [...new Set(parks.items.map((/** @type {any} */ park) => park.attributes.construction_end).filter(Boolean))].sort();
  const { list, year, segment, company } = here();
  return h("form.filters", { "aria-label": t("filters"), onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    choice("map.list", "list", list, [["", t("map.allLists")], ...lists.items.map((/** @type {any} */ one) => [one.id, named(one.name)])]),
    picker("map.segment", "segment", "segment", segment, t("map.anySegment")),
    picker("map.company", "company", "company", company, t("map.anyCompany")),
    choice("map.year", "year", year, [["", t("map.anyYear")], ...years.map((one) => [String(one), String(one)])]),
    (list || year || segment || company) && h("button", { type: "button", onclick: () => go({ list: "", year: "", segment: "", company: "" }) }, t("filters.clear")));
}

/** @param {string} word @param {string} name @param {string} value @param {string[][]} options */
function choice(word, name, value, options) {
  const select = /** @type {HTMLSelectElement} */ (h("select.field", { onchange: () => go({ [name]: select.value }) },
    options.map(([one, text]) => h("option", { value: one, selected: one === value }, text))));
  return h("label.filter", {}, h("span", {}, t(word)), select);
}

/** @param {string} word @param {string} name @param {string} kind @param {string} value @param {string} any */
function picker(word, name, kind, value, any) {
  const box = createCombobox({ label: t(word), placeholder: any, kind, onChoose: (one) => go({ [name]: one.id }) });
  return h("div.filter", {}, h("span", {}, t(word)),
    value ? h("span.picked", {}, nameOf(value), h("button.small", { type: "button", "aria-label": `${t("filters.clear")}: ${nameOf(value)}`, onclick: () => go({ [name]: "" }) }, "×")) : box.element);
}
