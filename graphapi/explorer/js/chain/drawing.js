/**
 * The chain drawn as a Sankey by ECharts.
 */
import { palette } from "../graph/colours.js";
import { init } from "./libraries.js";
import { sankey } from "./flow.js";

/**
 * @param {HTMLElement} frame
 * @param {(id: string) => void} choose
 */
export function createFlow(frame, choose) {
  const chart = init(frame, undefined, { renderer: "canvas" });
  chart.on("click", (/** @type {any} */ event) => event.dataType === "node" && choose(event.data.name));
  const resized = new ResizeObserver(() => chart.resize());
  resized.observe(frame);
  return {
    /** @param {any} flow @param {string} selected */
    show: (flow, selected) => chart.setOption(sankey(flow, selected, palette()), { notMerge: true }),
    destroy() {
      resized.disconnect();
      chart.dispose();
    },
  };
}
