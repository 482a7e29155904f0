/**
 * The chain as columns and links. Nothing here touches the document.
 */
import { named } from "../words.js";

/** @typedef {{id: string, name: any, stage: string, outside: boolean, column?: number | null, parks: {total: number}, companies: {total: number}}} Segment */

/** Colours of the stages, apart for most kinds of colour blindness (after Okabe and Ito). */
export const STAGES = Object.freeze({ resource: "#b5651d", manufacturing: "#0072b2", application: "#7b5aa6" });

/**
 * Segments with a column, by column; those without a link stand apart.
 * @param {{nodes: Segment[], links: {source: string, target: string, back: boolean}[]}} flow
 */
export function columnsOf(flow) {
  /** @type {Segment[][]} */
  const columns = [];
  const unlinked = [];
  for (const segment of flow.nodes) {
    if (typeof segment.column === "number") (columns[segment.column] ??= []).push(segment);
    else unlinked.push(segment);
  }
  return { columns: columns.filter(Boolean), unlinked, back: flow.links.filter((link) => link.back) };
}

/**
 * What ECharts draws: every link but those that lead back, all of one width.
 * @param {any} flow
 * @param {string} selected
 * @param {{ink: string, muted: string, ground: string}} colours
 */
export function sankey(flow, selected, colours) {
  const shown = flow.nodes.filter((/** @type {Segment} */ one) => typeof one.column === "number");
  const label = (/** @type {Segment} */ one) => `${named(one.name, one.id)}${one.parks.total ? `  ${one.parks.total}` : ""}`;
  return {
    animation: false,
    tooltip: { show: false },
    series: [{
      type: "sankey", nodeAlign: "left", left: 8, right: 128, top: 16, bottom: 16, nodeGap: 9, nodeWidth: 12,
      layoutIterations: 48, draggable: false, emphasis: { focus: "adjacency" },
      label: { color: colours.ink, fontSize: 12, lineHeight: 13, width: 122, overflow: "break", textBorderColor: colours.ground, textBorderWidth: 3 },
      lineStyle: { color: "source", opacity: 0.22, curveness: 0.5 },
      data: shown.map((/** @type {any} */ one) => ({
        name: one.id, depth: one.column, value: 1,
        itemStyle: { color: STAGES[one.stage], opacity: one.outside ? 0.45 : 1, borderColor: one.id === selected ? colours.ink : "transparent", borderWidth: one.id === selected ? 2 : 0 },
        label: { formatter: label(one), fontWeight: one.id === selected ? "bold" : "normal" },
      })),
      links: flow.links.filter((/** @type {any} */ link) => !link.back).map((/** @type {any} */ link) => ({ source: link.source, target: link.target, value: 1 })),
    }],
  };
}
