/**
 * From degrees to the map's own units. Nothing here touches the document.
 */
import { d3 } from "./libraries.js";

export const WIDTH = 1000;
export const HEIGHT = 760;
/** Corners of what has to be seen: west, south, east, north. */
const SEEN = { type: "MultiPoint", coordinates: [[74, 38], [135, 47], [110, 17.5], [122, 53.5], [98, 22]] };

/** Equal areas, with the parallels usual for maps of China (25° and 47° north, 105° east). */
export function createProjection() {
  return d3.geoConicEqualArea().parallels([25, 47]).rotate([-105, 0]).fitExtent([[20, 20], [WIDTH - 20, HEIGHT - 20]], SEEN);
}

/**
 * Lines as the data of an SVG path.
 * @param {any} projection
 * @param {[number, number][][]} lines
 * @param {string} [end] "Z" closes each
 */
export function pathData(projection, lines, end = "") {
  return lines.map((line) => `M${line.map((point) => projection(point).map((/** @type {number} */ one) => one.toFixed(1)).join(",")).join("L")}${end}`).join("");
}

/** Meridians and parallels every ten degrees. @param {any} projection */
export function graticule(projection) {
  return d3.geoPath(projection)(d3.geoGraticule().step([10, 10]).extent([[60, 5], [150, 65]])());
}
