/**
 * Files of what is on the screen: permalinks that the API makes, and the door to Gephi Lite.
 */
import { post } from "../api.js";
import { h, outward } from "../dom.js";
import { failureNotice, waiting } from "../notices.js";
import { here } from "../router.js";
import { edgeKinds } from "../schema.js";
import { t } from "../words.js";

const SHOWN = ["gexf", "graphml", "csv", "gephi-lite"];
const MOST_STARTS = 50;

/**
 * A menu that asks for the permalinks when it is opened.
 * @param {any} graph
 */
export function sharing(graph) {
  const body = h("div.menu-body");
  const menu = h("details.menu", { ontoggle: () => menu.hasAttribute("open") && fill(body, graph) }, h("summary.button", {}, t("graph.save")), body);
  return menu;
}

/** @param {HTMLElement} body @param {any} graph */
async function fill(body, graph) {
  body.replaceChildren(waiting());
  try {
    const answer = await post("exports", { method: "POST", path: "/v1/neighborhood", body: request(graph) });
    body.replaceChildren(h("ul.plain", {},
      SHOWN.map((format) => h("li", {}, h("a", { href: answer.files[format], download: "" }, format === "csv" ? "CSV (zip)" : format))),
      answer.gephi_lite && h("li", {}, outward(answer.gephi_lite, t("graph.lite")))), h("p.muted", {}, t("graph.liteNote")));
  } catch (error) {
    body.replaceChildren(failureNotice(error));
  }
}

/** The nodes shown and every edge among them, as one question to the API. @param {any} graph */
function request(graph) {
  const shown = graph.nodes();
  const { open, from, to } = here();
  const start = [...new Set([...open.map((one) => one.id), from, to])].filter((id) => id && graph.hasNode(id)).slice(0, MOST_STARTS);
  return { start, within: shown, steps: [{ rel: edgeKinds().map(([kind]) => kind) }], depth: 4 };
}
