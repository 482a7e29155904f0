/**
 * Files of a table: its rows as CSV, and as a graph for Gephi and Gephi Lite.
 */
import { address, post } from "../api.js";
import { h, outward, put } from "../dom.js";
import { failureNotice, waiting } from "../notices.js";
import { isNode } from "../schema.js";
import { t } from "../words.js";

const MOST_STARTS = 200;

/**
 * @param {import("./tables.js").Table} table
 * @param {any[]} items rows shown
 */
export function files(table, items) {
  const ids = [...new Set(items.map(table.id))].filter((id) => id && isNode(id));
  const graph = h("div.menu-body");
  const menu = h("details.menu", { ontoggle: () => menu.hasAttribute("open") && fill(graph, ids) }, h("summary.button", {}, t("table.gexf")), graph);
  const { path, parameters } = table;
  return h("span.files", {},
    table.csv && h("a.button", { href: address(`${path}.csv`, parameters), download: "" }, t("table.csv")),
    ids.length ? menu : null);
}

/** @param {HTMLElement} place @param {string[]} ids */
async function fill(place, ids) {
  put(place, waiting());
  const some = ids.length <= MOST_STARTS;
  const request = some ? { method: "POST", path: "/v1/neighborhood", body: { start: ids, depth: 1 } } : { method: "GET", path: "/v1/graph" };
  try {
    const answer = await post("exports", request);
    put(place, h("p.muted", {}, t(some ? "table.rowsGraph" : "table.wholeGraph")), h("ul.plain", {},
      h("li", {}, h("a", { href: answer.files.gexf, download: "" }, t("table.gexf"))),
      answer.gephi_lite && h("li", {}, outward(answer.gephi_lite, t("graph.lite")))), h("p.muted", {}, t("graph.liteNote")));
  } catch (error) {
    put(place, failureNotice(error));
  }
}
