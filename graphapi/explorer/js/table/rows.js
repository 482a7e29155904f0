/**
 * Sorting and filtering of rows. Nothing here touches the document.
 */
import { spoken } from "../words.js";

/** @typedef {string | number | boolean | null | undefined} Cell */
/** @typedef {{key: string, word: string, value: (item: any) => Cell, show?: (item: any) => any, number?: boolean}} Column */

/**
 * Rows in the order that an address asks for: "name" upwards, "-name" downwards; what is not known stands last either way.
 * @param {any[]} items
 * @param {Column[]} columns
 * @param {string} sort
 */
export function sorted(items, columns, sort) {
  const down = sort.startsWith("-");
  const column = columns.find((one) => one.key === sort.replace("-", ""));
  if (!column) return items;
  const collator = new Intl.Collator(spoken() === "zh" ? "zh-CN" : "en", { numeric: true });
  const keyed = items.map((item) => ({ item, value: column.value(item) }));
  const missing = (/** @type {Cell} */ value) => value === null || value === undefined || value === "";
  keyed.sort((a, b) => {
    if (missing(a.value) || missing(b.value)) return Number(missing(a.value)) - Number(missing(b.value));
    const order = typeof a.value === "number" && typeof b.value === "number" ? a.value - b.value : collator.compare(String(a.value), String(b.value));
    return down ? -order : order;
  });
  return keyed.map((one) => one.item);
}

/**
 * Rows that hold every word, in any column or name and any case.
 * @param {any[]} items
 * @param {Column[]} columns
 * @param {string} words
 */
export function filtered(items, columns, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return items;
  return items.filter((item) => {
    const text = [...columns.map((one) => one.value(item) ?? ""), ...names(item)].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Every name of what a row is about, in both languages. @param {any} item @returns {string[]} */
function names(item) {
  const document = item.node ?? item.company ?? item;
  const name = document.name ?? {};
  return [name.en, name.zh, ...Object.values(item.park_name ?? {}), ...(document.aliases ?? [])].filter(Boolean);
}

/** The next order when a head is pressed: upwards, downwards, as the API gave it. @param {string} sort @param {string} key */
export function turned(sort, key) {
  if (sort === key) return `-${key}`;
  return sort === `-${key}` ? "" : key;
}
