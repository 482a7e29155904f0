/**
 * The tables: where their rows come from and what stands in their columns.
 */
import { outward } from "../dom.js";
import { nameOf } from "../naming.js";
import { kindLabel } from "../schema.js";
import { figure, measured, named, t, valueWord } from "../words.js";

/** @typedef {import("./rows.js").Column} Column */
/** @typedef {{path: string, parameters: Record<string, any>, columns: Column[], id: (item: any) => string, names?: (item: any) => string[], csv: boolean, place?: boolean}} Table */

const name = (/** @type {(item: any) => any} */ of) => ({ key: "name", word: "column.name", value: (/** @type {any} */ item) => named(of(item).name, of(item).id) });
const own = (/** @type {any} */ item) => item;
const attribute = (/** @type {string} */ key, /** @type {string} */ word, number = false) => ({ key, word, number, value: (/** @type {any} */ item) => item.attributes[key] && (number ? item.attributes[key] : valueWord(item.attributes[key])) });
const basis = { key: "basis", word: "column.basis", value: (/** @type {any} */ item) => t(`basis.${item.basis}`) };
const sources = { key: "sources", word: "column.sources", number: true, value: (/** @type {any} */ item) => item.sources?.length ?? 0 };
const count = (/** @type {string} */ key, /** @type {string} */ word) => ({ key, word, number: true, value: (/** @type {any} */ item) => item[key].length });
const number = (/** @type {string} */ key, /** @type {string} */ word) => ({ key, word, number: true, value: (/** @type {any} */ item) => item[key] });
const year = { key: "construction_end", word: "column.end", value: (/** @type {any} */ item) => item.attributes.construction_end, show: (/** @type {any} */ item) => item.attributes.construction_end && String(item.attributes.construction_end) };
const unit = (/** @type {string} */ key, /** @type {string} */ word, /** @type {string} */ of) => ({ ...attribute(key, word, true), show: (/** @type {any} */ item) => item.attributes[key] !== undefined && measured(item.attributes[key], of) });

/** @type {Record<string, Table>} */
export const TABLES = {
  parks: nodes("park", [
    { key: "province", word: "column.province", value: (item) => item.place && nameOf(item.place.province) },
    { key: "city", word: "column.city", value: (item) => item.place && nameOf(item.place.city) },
    attribute("status", "column.status"), year, unit("area_km2", "column.area", "km²"), basis, sources,
  ], true),
  companies: {
    path: "companies", parameters: {}, csv: true, id: (item) => item.company.id, names: (item) => [...item.parks, item.head_office?.city],
    columns: [
      name((item) => item.company),
      { key: "tickers", word: "column.tickers", value: (item) => item.tickers.map((/** @type {any} */ one) => one.listing).join(" ") },
      { key: "office", word: "column.office", value: (item) => (item.head_office?.city ? nameOf(item.head_office.city) : "") },
      count("parks", "column.parks"), count("segments", "column.segments"),
      { key: "basis", word: "column.basis", value: (item) => t(`basis.${item.company.basis}`) }, sources,
    ],
  },
  segments: nodes("segment", [attribute("stage", "column.stage"), { key: "chain", word: "column.chain", value: (item) => t(`chain.${item.attributes.chain.replace(" ", "-")}`) }, basis, sources]),
  energy: nodes("energy", [
    { ...attribute("energy_type", "column.type") }, unit("capacity_mw", "column.capacity", "MW"), unit("storage_mwh", "column.storage", "MWh"),
    attribute("status", "column.status"), basis, sources,
  ]),
  coverage: {
    path: "coverage/parks", parameters: {}, csv: true, id: (item) => item.node.id,
    columns: [
      name((item) => item.node), { ...number("score", "column.score"), show: (item) => figure(Math.round(item.score * 100) / 100) },
      number("direct", "column.direct"), number("derived", "column.derived"), number("one_hop", "column.oneHop"), number("absent", "column.absent"),
    ],
  },
  indicators: {
    path: "indicators", parameters: {}, csv: true, id: (item) => item.park,
    columns: [
      { key: "name", word: "column.park", value: (item) => named(item.park_name, item.park) },
      { key: "indicator", word: "column.indicator", value: (item) => named(item.name, item.indicator) },
      { key: "disclosure", word: "column.disclosure", value: (item) => valueWord(item.disclosure) },
      { key: "value", word: "column.value", value: (item) => item.values[0]?.value, number: true, show: (item) => item.values.map((/** @type {any} */ one) => `${one.qualifier === "=" ? "" : one.qualifier} ${measured(one.value, one.unit)}`).join("; ") },
    ],
  },
  provinces: nodes("province", [attribute("iso_3166_2", "ISO 3166-2"), attribute("gbt_2260", "GB/T 2260"), basis, sources]),
  sources: {
    path: "sources", parameters: {}, csv: true, id: () => "",
    columns: [
      { key: "publisher", word: "column.publisher", value: (item) => item.publisher, show: (item) => item.publisher ?? t("evidence.unnamed") },
      { key: "date", word: "column.date", value: (item) => item.date, show: (item) => item.date ?? t("evidence.undated") },
      { key: "title", word: "column.title", value: (item) => item.title ?? item.url, show: (item) => outward(item.url, item.title ?? item.url) },
    ],
  },
  search: {
    path: "search", parameters: {}, csv: false, id: (item) => item.node.id,
    columns: [name((item) => item.node), { key: "kind", word: "column.kind", value: (item) => kindLabel(item.node.kind) }, { key: "match", word: "column.match", value: (item) => item.match.name }],
  },
};

/** A table of all nodes of a kind. @param {string} kind @param {Column[]} columns @param {boolean} [place] with city and province @returns {Table} */
function nodes(kind, columns, place = false) {
  return { path: "nodes", parameters: { kind }, csv: true, place, id: (item) => item.id, columns: [name(own), ...columns] };
}
