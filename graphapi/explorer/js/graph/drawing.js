/**
 * The drawing of the graph: sigma for nodes and lines, and a layer of our own for names and letters of kinds.
 */
import { kindColour, kindLetter } from "../schema.js";
import { named } from "../words.js";
import { mix, onTop, palette } from "./colours.js";
import { LINE, placeLabels, shortened } from "./labels.js";
import { nearestLine } from "./nearest.js";

/** @typedef {{selected: string, hidden: Set<string>, path: Set<string>, hovered: string}} Looks */
/**
 * @typedef {object} Hears
 * @property {(id: string, pair: boolean) => void} onChoose a node, with Shift held if `pair`
 * @property {(id: string) => void} onExpand
 * @property {(id: string) => void} onEdge
 * @property {(id: string, x: number, y: number, edge: boolean) => void} onHover an empty id ends it
 */

/** Milliseconds in which a second click makes a double one; until then the first moves nothing. */
const DOUBLE_WITHIN = 280;
/** Above so many nodes lines rest while the picture moves, and only larger nodes have a letter. */
const MANY = 600;
/** Names tried for a picture; more would not find room. */
const MOST_NAMES = 500;
/** Pixels between a chosen node and what stands around it. */
const RING = 4;
const FONT = '"Noto Sans", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/**
 * @param {any} Sigma the library
 * @param {HTMLElement} frame
 * @param {any} graph
 * @param {Hears} hears
 */
export function createDrawing(Sigma, frame, graph, hears) {
  /** @type {Looks} */
  const looks = { selected: "", hidden: new Set(), path: new Set(), hovered: "" };
  let colours = palette();
  const sigma = new Sigma(graph, frame, {
    allowInvalidContainer: true, renderLabels: false, renderEdgeLabels: false, zIndex: true,
    defaultEdgeType: "arrow", minCameraRatio: 0.03, maxCameraRatio: 4, stagePadding: 48, itemSizesReference: "screen",
    defaultDrawNodeHover: () => {},
    nodeReducer: (/** @type {string} */ id, /** @type {any} */ node) => nodeLook(graph, looks, colours, id, node),
    edgeReducer: (/** @type {string} */ id, /** @type {any} */ edge) => edgeLook(graph, looks, colours, id, edge),
  });
  sigma.createCanvasContext("names", { afterLayer: "nodes" });
  const names = sigma.getCanvases().names;
  names.style.pointerEvents = "none";
  sigma.resize(true);
  /** @type {import("./labels.js").Placed[]} */
  let written = [];
  sigma.on("afterRender", () => {
    written = writeNames(sigma, graph, looks, colours, names);
  });
  listen(sigma, graph, looks, hears);
  return {
    look(/** @type {Partial<Looks>} */ change) {
      Object.assign(looks, change);
      sigma.refresh();
    },
    recolour() {
      colours = palette();
      sigma.refresh();
    },
    /** Draws anew; a few nodes keep away from the edges, so that they do not stand far apart. */
    refresh() {
      const { width, height } = sigma.getDimensions();
      sigma.setSetting("hideEdgesOnMove", graph.order > MANY);
      sigma.setSetting("stagePadding", graph.order < 8 ? Math.min(width, height) / 4 : 48);
      sigma.refresh();
    },
    zoom: (/** @type {number} */ factor) => sigma.getCamera().animate({ ratio: sigma.getCamera().ratio * factor }, { duration: 150 }),
    fit: () => sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }, { duration: 200 }),
    resize: () => sigma.refresh(),
    names: () => written,
    position: (/** @type {string} */ id) => sigma.framedGraphToViewport(sigma.getNodeDisplayData(id)),
    kill: () => sigma.kill(),
  };
}

/** @typedef {ReturnType<typeof createDrawing>} Drawing */

function nodeLook(graph, looks, colours, id, node) {
  if (looks.hidden.has(node.kind)) return { ...node, hidden: true };
  const colour = kindColour(node.kind);
  const near = !looks.hovered || looks.hovered === id || graph.areNeighbors(looks.hovered, id);
  const told = !looks.path.size || looks.path.has(id);
  const chosen = looks.selected === id;
  return {
    ...node, color: near && told ? colour : mix(colour, colours.ground, 0.72), size: node.size + (chosen ? 3 : 0),
    zIndex: chosen ? 3 : near && told ? 2 : 0, letter: kindLetter(node.kind), faded: !(near && told),
  };
}

function edgeLook(graph, looks, colours, id, edge) {
  const [tail, head] = graph.extremities(id);
  const told = looks.path.has(id);
  const bright = told || looks.selected === id || [tail, head].includes(looks.hovered) || [tail, head].includes(looks.selected);
  const colour = kindColour(edge.kind);
  const faded = (looks.hovered || looks.path.size) && !bright;
  return {
    ...edge, color: bright ? mix(colour, colours.ground, 0.1) : mix(colour, colours.ground, faded ? 0.88 : 0.62),
    size: told || looks.selected === id ? 4 : bright ? 2.6 : 2, zIndex: bright ? 1 : 0,
  };
}

/** Writes letters into nodes and names beside them, and gives the names that found room. */
function writeNames(sigma, graph, looks, colours, canvas) {
  const ratio = window.devicePixelRatio || 1;
  const context = canvas.getContext("2d");
  const frame = sigma.getDimensions();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, frame.width, frame.height);
  const candidates = [];
  graph.forEachNode((/** @type {string} */ id, /** @type {any} */ node) => {
    const shown = sigma.getNodeDisplayData(id);
    if (!shown || shown.hidden) return;
    const { x, y } = sigma.framedGraphToViewport(shown);
    const radius = sigma.scaleSize(shown.size);
    if (x < -80 || y < -20 || x > frame.width + 80 || y > frame.height + 20) return;
    if (radius > (graph.order > MANY ? 8 : 6)) writeLetter(context, kindLetter(node.kind), x, y, radius, shown.color);
    if (looks.selected === id) ring(context, x, y, radius, colours.ink);
    candidates.push(candidate(context, looks, id, node, x, y, radius, shown.faded));
  });
  const heaviest = candidates.filter(Boolean).sort((a, b) => b.weight - a.weight).slice(0, MOST_NAMES);
  const placed = placeLabels(heaviest, frame);
  for (const one of placed) writeName(context, one, colours, one.id === looks.selected || one.id === looks.hovered);
  return placed;
}

function candidate(context, looks, id, node, x, y, radius, faded) {
  const chosen = looks.selected === id || looks.hovered === id;
  if (faded && !chosen) return null;
  const text = shortened(named(node.document.name, id));
  const width = widthOf(context, text, chosen);
  const weight = radius + (chosen ? 1000 : 0) + (looks.path.has(id) ? 500 : 0);
  return { id, text, x, y, radius: radius + (looks.selected === id ? RING : 0), weight, width };
}

/** @type {Map<string, number>} */
const widths = new Map();

/** Pixels of a name; measured once. */
function widthOf(context, text, strong) {
  const key = `${strong}${text}`;
  if (!widths.has(key)) {
    context.font = `${strong ? 600 : 400} 12px ${FONT}`;
    widths.set(key, context.measureText(text).width);
  }
  return widths.get(key);
}

function writeLetter(context, letter, x, y, radius, colour) {
  context.font = `600 ${Math.round(radius * (letter.length > 1 ? 0.85 : 1.05))}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = onTop(colour);
  context.fillText(letter, x, y + radius * 0.06);
}

function ring(context, x, y, radius, ink) {
  context.beginPath();
  context.arc(x, y, radius + RING - 1, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = ink;
  context.stroke();
}

function writeName(context, placed, colours, strong) {
  context.font = `${strong ? 600 : 400} 12px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineWidth = 3.5;
  context.lineJoin = "round";
  context.strokeStyle = colours.ground;
  context.strokeText(placed.text, placed.left, placed.top + LINE / 2);
  context.fillStyle = colours.ink;
  context.fillText(placed.text, placed.left, placed.top + LINE / 2);
}

/** Lines that are shown, in pixels. @param {any} sigma @param {any} graph */
function lines(sigma, graph) {
  /** @type {Map<string, {x: number, y: number}>} */
  const places = new Map();
  graph.forEachNode((/** @type {string} */ id) => {
    const shown = sigma.getNodeDisplayData(id);
    if (shown && !shown.hidden) places.set(id, sigma.framedGraphToViewport(shown));
  });
  return graph.mapEdges((/** @type {string} */ id, /** @type {any} */ _, /** @type {string} */ tail, /** @type {string} */ head) => ({ id, from: places.get(tail), to: places.get(head) }))
    .filter((/** @type {any} */ line) => line.from && line.to);
}

/** @param {any} sigma @param {any} graph @param {Looks} looks @param {Hears} hears */
function listen(sigma, graph, looks, hears) {
  const hover = (/** @type {string} */ id, /** @type {any} */ event, /** @type {boolean} */ edge) => {
    looks.hovered = edge ? "" : id;
    sigma.refresh({ skipIndexation: true });
    hears.onHover(id, event.event?.x ?? 0, event.event?.y ?? 0, edge);
  };
  sigma.on("enterNode", (/** @type {any} */ event) => hover(event.node, event, false));
  sigma.on("leaveNode", (/** @type {any} */ event) => hover("", event, false));
  let told = "";
  sigma.getMouseCaptor().on("mousemovebody", (/** @type {any} */ at) => {
    const edge = looks.hovered || at.original.buttons ? "" : nearestLine(at, lines(sigma, graph));
    if (edge || told) hears.onHover(edge || looks.hovered, at.x, at.y, Boolean(edge));
    told = edge;
  });
  let single = 0;
  sigma.on("clickNode", (/** @type {any} */ event) => {
    clearTimeout(single);
    single = setTimeout(() => hears.onChoose(event.node, event.event.original.shiftKey), DOUBLE_WITHIN);
  });
  sigma.on("clickStage", (/** @type {any} */ event) => {
    const edge = nearestLine(event.event, lines(sigma, graph));
    if (edge) hears.onEdge(edge);
  });
  sigma.on("doubleClickNode", (/** @type {any} */ event) => {
    event.preventSigmaDefault();
    clearTimeout(single);
    hears.onExpand(event.node);
  });
}
