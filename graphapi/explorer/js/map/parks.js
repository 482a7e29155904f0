/**
 * Which parks stand on the map: those that fit every filter.
 */
import { ask } from "../api.js";
import { learn } from "../naming.js";

/** @typedef {{id: string, name: {en?: string, zh?: string}, attributes: Record<string, any>, basis: string}} Park */

/**
 * @param {{list: string, year: string, segment: string, company: string}} place
 * @returns {Promise<Park[]>}
 */
export async function parksOf({ list, year, segment, company }) {
  const [parks, hosting, present] = await Promise.all([
    ask("nodes", { kind: "park", list, ready_by: year, limit: 500, provenance: "none" }),
    segment ? ask(`segments/${segment}/hosts`, { limit: 500 }) : null,
    company ? ask(`companies/${company}/footprint`) : null,
  ]);
  learn(parks.items);
  const fits = [
    hosting && new Set(hosting.items.map((/** @type {any} */ one) => one.park.id)),
    present && new Set(present.footprint.parks.map((/** @type {any} */ one) => one.id)),
  ].filter(Boolean);
  return parks.items.filter((/** @type {Park} */ park) => fits.every((ids) => ids.has(park.id)));
}

/** Parks with coordinates and parks without. @param {Park[]} parks */
export function placed(parks) {
  const has = (/** @type {Park} */ park) => typeof park.attributes.lat === "number" && typeof park.attributes.lon === "number";
  return { placed: parks.filter(has), unplaced: parks.filter((park) => !has(park)) };
}
