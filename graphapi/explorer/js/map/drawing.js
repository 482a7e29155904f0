/**
 * The map itself as SVG: outlines below, a point and a name for each park above, closer and farther.
 */
import { h, put, svg } from "../dom.js";
import { placeLabels, shortened } from "../graph/labels.js";
import { named, t } from "../words.js";
import { createProjection, graticule, HEIGHT, pathData, WIDTH } from "./projection.js";

const RADIUS = 6;
const SIZE = 12;
const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/**
 * @param {HTMLElement} frame
 * @param {{land: any, borders: any, provinces: any}} lines
 * @param {(id: string) => void} choose
 */
export function createMap(frame, lines, choose) {
  const projection = createProjection();
  const view = { x: 0, y: 0, scale: 1 };
  const points = svg("g", { class: "points" });
  const names = svg("g", { class: "names", "aria-hidden": "true" });
  const drawing = svg("svg", { class: "map-drawing", role: "img", preserveAspectRatio: "xMidYMid meet" },
    svg("path", { class: "graticule", d: graticule(projection) }),
    svg("path", { class: "land", d: pathData(projection, lines.land, "Z"), "fill-rule": "evenodd" }),
    svg("path", { class: "provinces", d: pathData(projection, lines.provinces) }),
    svg("path", { class: "borders", d: pathData(projection, lines.borders) }),
    points, names);
  /** @type {import("./parks.js").Park[]} */
  let parks = [];
  let selected = "";

  const place = (/** @type {import("./parks.js").Park} */ park) => projection([park.attributes.lon, park.attributes.lat]);
  const draw = () => {
    const { x, y, scale } = view;
    const unit = Math.max(WIDTH / Math.max(320, drawing.clientWidth), HEIGHT / Math.max(240, drawing.clientHeight)) / scale;
    drawing.setAttribute("viewBox", `${x} ${y} ${WIDTH / scale} ${HEIGHT / scale}`);
    drawing.setAttribute("aria-label", t("map.label", { n: parks.length }));
    put(points, parks.map((park) => point(park, place(park), unit, park.id === selected, choose)));
    put(names, written(parks, place, unit, view, selected));
  };
  const move = (/** @type {number} */ factor, /** @type {number} */ atX = 0.5, /** @type {number} */ atY = 0.5) => {
    const scale = Math.min(16, Math.max(1, view.scale * factor));
    const [width, height] = [WIDTH / view.scale, HEIGHT / view.scale];
    const next = { x: view.x + atX * (width - WIDTH / scale), y: view.y + atY * (height - HEIGHT / scale), scale };
    Object.assign(view, bounded(next));
    draw();
  };
  listen(drawing, view, move, draw);
  const tools = h("div.map-tools.joined", {},
    h("button", { type: "button", "aria-label": t("graph.closer"), title: t("graph.closer"), onclick: () => move(1.6) }, "+"),
    h("button", { type: "button", "aria-label": t("graph.farther"), title: t("graph.farther"), onclick: () => move(1 / 1.6) }, "−"));
  put(frame, drawing, tools);
  return {
    /** @param {import("./parks.js").Park[]} shown @param {string} chosen */
    show(shown, chosen) {
      parks = shown;
      selected = chosen;
      draw();
    },
    redraw: draw,
  };
}

/** @param {import("./parks.js").Park} park @param {number[]} at @param {number} unit @param {boolean} chosen @param {(id: string) => void} choose */
function point(park, [x, y], unit, chosen, choose) {
  const built = park.attributes.construction_end;
  return svg("circle", { cx: x, cy: y, r: (chosen ? RADIUS * 1.5 : RADIUS) * unit, "stroke-width": 1.5 * unit, class: chosen ? "chosen" : null, "data-id": park.id, onclick: () => choose(park.id) },
    svg("title", {}, named(park.name, park.id) + (built ? ` · ${t("map.hover", { year: String(built) })}` : "")));
}

/** Names that find room, as in the graph. */
function written(parks, place, unit, view, selected) {
  ruler.font = `${SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  const candidates = parks.map((park) => {
    const [x, y] = place(park);
    const text = shortened(named(park.name, park.id), 26);
    return { id: park.id, text, x: (x - view.x) / unit, y: (y - view.y) / unit, radius: RADIUS, weight: park.id === selected ? 9 : 1, width: ruler.measureText(text).width + 2 };
  });
  const frame = { width: WIDTH / view.scale / unit, height: HEIGHT / view.scale / unit };
  return placeLabels(candidates, frame).map((one) =>
    svg("text", { x: view.x + one.left * unit, y: view.y + (one.top + 11) * unit, "font-size": SIZE * unit, "stroke-width": 3 * unit, class: one.id === selected ? "chosen" : null }, one.text));
}

/** Keeps the view on the map. @param {{x: number, y: number, scale: number}} view */
function bounded({ x, y, scale }) {
  return { scale, x: Math.min(WIDTH - WIDTH / scale, Math.max(0, x)), y: Math.min(HEIGHT - HEIGHT / scale, Math.max(0, y)) };
}

/** Wheel and dragging. */
function listen(drawing, view, move, draw) {
  const share = (/** @type {any} */ event) => {
    const box = drawing.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  drawing.addEventListener("wheel", (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && view.scale === 1 && event.deltaY > 0) return;
    event.preventDefault();
    move(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...share(event));
  }, { passive: false });
  /** @type {number[] | null} */
  let last = null;
  drawing.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => { last = share(event); });
  addEventListener("pointerup", () => { last = null; });
  drawing.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (!last || !event.buttons || view.scale === 1) return;
    const [x, y] = share(event);
    Object.assign(view, bounded({ scale: view.scale, x: view.x - (x - last[0]) * WIDTH / view.scale, y: view.y - (y - last[1]) * HEIGHT / view.scale }));
    last = [x, y];
    draw();
  });
}
