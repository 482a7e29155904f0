/**
 * The graph view: drawing or list, legend, expansion, and what was cut.
 */
import { Failure } from "../api.js";
import { h, put } from "../dom.js";
import { loadSigma } from "../libraries.js";
import { cutNotice, failureNotice, say, waiting } from "../notices.js";
import { go, here } from "../router.js";
import { withOpened } from "../route.js";
import { sentence } from "../schema.js";
import { named, t } from "../words.js";
import { arrange, arrangePaths } from "./arrange.js";
import { choice, FEW, usual } from "./choice.js";
import { createDrawing } from "./drawing.js";
import { ALONE, askEverything, createBounds, gather, holdAll, mayGoOn } from "./gathering.js";
import { createHolding, newNeighbours } from "./holding.js";
import { legend } from "./legend.js";
import { listing } from "./listing.js";
import { sharing } from "./sharing.js";
import { onPaths } from "./story.js";
import { createTip } from "./tip.js";
import { toolbar } from "./toolbar.js";

/** @typedef {import("../route.js").Place} Place */

/**
 * @param {HTMLElement} stage
 * @param {(paths: any, goOn: () => void) => void} onPathsFound tells the paths beside the drawing
 */
export function createGraphView(stage, onPathsFound) {
  const graph = createHolding();
  const bounds = createBounds();
  const frame = h("div.canvas", { role: "img" });
  const side = h("div.key");
  const asked = h("div.asked");
  const cut = h("div.cuts");
  const list = h("div.list-place");
  const tools = h("div.tools-place");
  const tip = createTip(frame);
  /** @type {import("./drawing.js").Drawing | null} */
  let drawing = null;
  /** @type {any} */
  let library;
  let settled = () => {};
  let turn = 0;

  put(stage, h("section.graph", { "aria-label": t("view.graph") }, h("h1.unseen", {}, t("view.graph")), tools, h("div.canvas-frame", {}, frame, asked, tip.element), side, cut, list));

  const draw = () => {
    if (drawing || here().listed || library === undefined) return;
    try {
      drawing = createDrawing(library, frame, graph, { onChoose: choose, onExpand: expand, onEdge: (id) => go({ sel: id }), onHover: hover });
    } catch {
      put(cut, failureNotice(new Failure("no_webgl")));
      go({ listed: true }, { replace: true });
    }
  };
  const choose = (/** @type {string} */ id, /** @type {boolean} */ pair) => {
    const { from, to, sel } = here();
    if (from && !to && id !== from) go({ to: id, sel: "" });
    else if (pair && sel && sel !== id && graph.hasNode(sel)) go({ from: sel, to: id, sel: "" });
    else go({ sel: id });
  };
  const hover = (/** @type {string} */ id, /** @type {number} */ x, /** @type {number} */ y, /** @type {boolean} */ edge) =>
    tip.show(id && (edge ? told(graph, id) : [named(graph.getNodeAttribute(id, "document").name, id)]), x, y);

  /** Adds the neighbours of a node, or asks which when there are many. */
  const expand = async (/** @type {string} */ id) => {
    try {
      const answer = await askEverything(id);
      const few = usual(newNeighbours(graph, id, answer.graph));
      if (few > 0 && few <= FEW) return opening(id, "", few);
      offer(id, answer);
    } catch (error) {
      put(asked, failureNotice(error, () => expand(id)));
    }
  };
  const offer = (/** @type {string} */ id, /** @type {any} */ answer) => {
    const groups = newNeighbours(graph, id, answer.graph);
    const box = choice(id, groups, answer.meta.completeness.complete, (rel) => {
      put(asked);
      if (rel !== null) opening(id, rel, groups.find((group) => group.rel === rel)?.nodes.length ?? usual(groups));
    });
    put(asked, box);
    box.focus();
  };
  const opening = (/** @type {string} */ id, /** @type {string} */ rel, /** @type {number} */ count) => {
    say(t("expand.added", { n: count }));
    go({ open: withOpened(here().open.filter((one) => one.id !== id || one.rel !== ALONE), { id, rel }), sel: id });
  };

  const still = () => {
    drawing?.refresh();
    frame.dataset.still = "yes";
  };
  const settle = (/** @type {string[]} */ fresh) => {
    if (!fresh.length) return still();
    settled();
    frame.dataset.still = "no";
    settled = arrange(graph, still);
  };
  /** Asks and shows what the place opens; only what is new when it continues the last one. */
  const load = async (/** @type {Place} */ place) => {
    turn += 1;
    const mine = turn;
    if (!graph.order) put(cut, waiting());
    library ??= await loadSigma();
    const { gathered, paths } = await gather(place, bounds);
    if (mine !== turn) return;
    const fresh = holdAll(graph, gathered, paths, place.from);
    const widen = (/** @type {string} */ name) => () => {
      bounds.widen(name);
      update(here(), null);
    };
    put(cut, gathered.map((one) => cutNotice(one.answer.meta.completeness, mayGoOn(one) ? widen(`${one.id}~${one.rel}`) : undefined)));
    if (place.from) onPathsFound(paths, widen("paths"));
    draw();
    drawing?.look({ path: paths ? onPaths(paths.paths) : new Set() });
    if (paths && !place.open.length) {
      settled();
      arrangePaths(graph, paths.paths);
      still();
    } else settle(fresh);
    const first = gathered.find((one) => one.rel === ALONE);
    if (first && gathered.length === 1) offer(first.id, await askEverything(first.id));
  };
  /** @param {Place} place @param {Place | null} before */
  const update = async (place, before) => {
    const changed = !before || before.open !== place.open || before.from !== place.from || before.to !== place.to || before.mode !== place.mode;
    if (changed) {
      try {
        await load(place);
      } catch (error) {
        put(cut, failureNotice(error, () => update(place, null)));
        return;
      }
    }
    render(here());
  };
  const render = (/** @type {Place} */ place) => {
    const hidden = new Set(place.hide);
    draw();
    drawing?.look({ hidden, selected: place.sel });
    frame.setAttribute("aria-label", t("graph.label", { nodes: graph.order, edges: graph.size }));
    frame.parentElement?.toggleAttribute("hidden", place.listed);
    put(tools, toolbar(graph, drawing, { again: () => settle(graph.nodes()), sharing: sharing(graph) }));
    put(side, legend(graph));
    put(list, place.listed && listing(graph, hidden, expand));
  };
  const resized = new ResizeObserver(() => drawing?.resize());
  resized.observe(frame);
  return {
    update,
    recolour: () => drawing?.recolour(),
    inspect: () => ({ graph, drawing }),
    destroy() {
      turn += 1;
      settled();
      resized.disconnect();
      drawing?.kill();
    },
  };
}

/** Sentences of an edge and of those parallel to it. @param {any} graph @param {string} id */
function told(graph, id) {
  const [tail, head] = graph.extremities(id);
  const names = [tail, head].map((one) => named(graph.getNodeAttribute(one, "document").name, one));
  return graph.mapEdges(tail, head, (/** @type {string} */ _, /** @type {any} */ edge) => edge.document)
    .filter((/** @type {any} */ edge) => edge.tail === tail)
    .map((/** @type {any} */ edge) => sentence(edge, names[0], names[1]) + (edge.caveat ? ` — ${edge.caveat}` : ""));
}
