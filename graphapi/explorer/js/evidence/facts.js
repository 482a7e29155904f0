/**
 * Documents as rows: what is stated, what is not known, where sources differ. Nothing here touches the document.
 */
import { attributesOf } from "../schema.js";
import { measured, named } from "../words.js";

/** @typedef {{id: string, field: string, value: unknown, unit?: string, period?: string, rank: string, basis: string, caveat?: string, sources: any[]}} Value */
/** @typedef {{field: string, label: string, shown: unknown, disputed: boolean, rule: string, values: Value[]}} Field */

/**
 * Attributes in the order of the schema: those stated with label and text, and the labels of those that are not known.
 * @param {{kind: string, attributes: Record<string, any>}} document
 * @returns {{stated: {name: string, label: string, text: string, value: unknown, references?: string}[], unknown: string[]}}
 */
export function statedOf(document) {
  const stated = [];
  const unknown = [];
  for (const attribute of attributesOf(document.kind)) {
    const value = document.attributes[attribute.name];
    const label = named(attribute.label, attribute.name);
    if (value === undefined || value === null) unknown.push(label);
    else stated.push({ name: attribute.name, label, value, text: measured(value, attribute.unit), references: attribute.references });
  }
  return { stated, unknown };
}

/**
 * Statements by field, those of which sources differ first.
 * @param {{kind: string, statements?: any[]}} document
 * @returns {Field[]}
 */
export function fieldsOf(document) {
  const labels = new Map(attributesOf(document.kind).map((one) => [one.name, named(one.label, one.name)]));
  const fields = (document.statements ?? []).map((one) => ({ ...one, label: labels.get(one.field) ?? readable(one.field) }));
  return fields.sort((a, b) => Number(b.disputed) - Number(a.disputed));
}

/** "figure:output_goal_cny" as words; units stand with the values. @param {string} field */
function readable(field) {
  return field.replace(/^\w+:/, "").replace(/_(cny|km2|mw|mwh|gwh|gw|t|percent)?(_per_year)?$/, "").replaceAll("_", " ");
}

/**
 * Edges by kind and direction as seen from a node, in the order of the schema's table.
 * @param {string} id
 * @param {any[]} edges
 * @param {string[]} order kinds of edge
 * @returns {{kind: string, out: boolean, edges: any[]}[]}
 */
export function groupedEdges(id, edges, order) {
  const groups = [];
  for (const kind of order) {
    for (const out of [true, false]) {
      const found = edges.filter((edge) => edge.kind === kind && (edge.tail === id) === out);
      if (found.length) groups.push({ kind, out, edges: found });
    }
  }
  return groups;
}
