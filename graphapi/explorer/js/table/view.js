/**
 * The tables view: any list with sorting, filtering and files.
 */
import { h, put } from "../dom.js";
import { cutNotice, failureNotice, waiting } from "../notices.js";
import { go, here, link } from "../router.js";
import { t } from "../words.js";
import { files } from "./files.js";
import { page } from "./loading.js";
import { filtered, sorted, turned } from "./rows.js";
import { TABLES } from "./tables.js";

const FIRST = "parks";

/** @param {HTMLElement} stage */
export async function createTableView(stage) {
  const above = h("div.filters-place");
  const body = h("div.table-place");
  put(stage, h("section.tables", { "aria-label": t("view.table") }, h("h1.unseen", {}, t("view.table")), above, body));
  let shown = "";
  let turn = 0;
  /** @type {{items: any[], next: string | null, total: number, completeness: any}} */
  let loaded = { items: [], next: null, total: 0, completeness: { complete: true } };

  const load = async (/** @type {string} */ name, /** @type {string} */ words) => {
    const answer = await page(TABLES[name], words, "");
    return { items: answer.items, next: answer.next, total: answer.meta.total ?? answer.items.length, completeness: answer.meta.completeness };
  };
  const more = async () => {
    while (loaded.next) {
      const answer = await page(TABLES[shown.split("?")[0]], here().q, loaded.next);
      loaded = { ...loaded, items: [...loaded.items, ...answer.items], next: answer.next };
    }
    draw();
  };
  const draw = () => {
    const { table: chosen, q, sort, sel } = here();
    const name = TABLES[chosen] ? chosen : FIRST;
    const table = TABLES[name];
    const rows = sorted(name === "search" ? loaded.items : filtered(loaded.items, table.columns, q), table.columns, sort);
    put(body, cutNotice(loaded.completeness),
      h("div.scroll", { tabindex: "0", role: "region", "aria-label": t(`table.${name}`) },
        h("table", {}, h("caption", {}, `${t(`table.${name}`)} · ${rows.length === loaded.total ? t("table.rows", { n: rows.length }) : t("table.rowsOf", { n: rows.length, total: loaded.total })}`),
          h("thead", {}, h("tr", {}, table.columns.map((column) => head(column, sort)))),
          h("tbody", {}, rows.map((item) => row(table, item, sel)))),
        rows.length ? null : h("p.muted.waiting", {}, t("table.none"))),
      loaded.next && h("button", { type: "button", onclick: more }, t("table.load", { n: loaded.total - loaded.items.length })));
    const place = above.querySelector(".files");
    place?.replaceWith(files(table, rows));
  };
  /** @param {import("../route.js").Place} place */
  const update = async (place) => {
    const name = TABLES[place.table] ? place.table : FIRST;
    const key = name === "search" ? `${name}?${place.q}` : name;
    if (key !== shown) {
      turn += 1;
      const mine = turn;
      put(above, tools(name, place.q));
      put(body, waiting());
      try {
        const found = await load(name, place.q);
        if (mine !== turn) return;
        loaded = found;
        shown = key;
      } catch (error) {
        put(body, failureNotice(error, () => update(place)));
        return;
      }
    }
    draw();
  };
  return { update, destroy() {} };
}

/** @param {string} name @param {string} q */
function tools(name, q) {
  const select = /** @type {HTMLSelectElement} */ (h("select.field", { onchange: () => go({ table: select.value === FIRST ? "" : select.value, sort: "", q: "" }) },
    Object.keys(TABLES).filter((one) => one !== "search" || name === "search").map((one) => h("option", { value: one, selected: one === name }, t(`table.${one}`)))));
  const field = /** @type {HTMLInputElement} */ (h("input.field", { type: "search", value: q, oninput: () => go({ q: field.value }, { replace: true }) }));
  return h("div.filters", {},
    h("label.filter", {}, h("span", {}, t("table.of")), select),
    name !== "search" && h("label.filter", {}, h("span", {}, t("table.filter")), field),
    h("span.files"));
}

/** @param {import("./rows.js").Column} column @param {string} sort */
function head(column, sort) {
  const direction = sort === column.key ? "ascending" : sort === `-${column.key}` ? "descending" : "none";
  const word = column.word.includes(".") ? t(column.word) : column.word;
  return h(column.number ? "th.number" : "th", { scope: "col", "aria-sort": direction },
    h("button.sort", { type: "button", title: t("table.sortBy", { column: word }), onclick: () => go({ sort: turned(sort, column.key) }, { replace: true }) },
      word, h("span.arrow", { "aria-hidden": "true" }, direction === "ascending" ? " ↑" : direction === "descending" ? " ↓" : "")));
}

/** @param {import("./tables.js").Table} table @param {any} item @param {string} sel */
function row(table, item, sel) {
  const id = table.id(item);
  return h(id && id === sel ? "tr.chosen" : "tr", {}, table.columns.map((column, index) => {
    const text = column.show ? column.show(item) : column.value(item);
    const content = index === 0 && id ? h("a", { href: link({ sel: id }), onclick: (/** @type {Event} */ event) => {
      event.preventDefault();
      go({ sel: id });
    } }, text) : text;
    return index === 0 ? h("th", { scope: "row" }, content) : h(column.number ? "td.number" : "td", {}, content ?? h("span.muted", {}, "–"));
  }));
}
