/**
 * Places for the nodes: force-directed, a few rounds a frame so that the page stays fluid, then without overlaps.
 */
import { forceAtlas2, noverlap } from "../libraries.js";

const FRAMES = 40;

/**
 * Arranges the graph and calls back when it stands still. A second call stops the first.
 * @param {any} graph
 * @param {() => void} done
 * @returns {() => void} stops it
 */
export function arrange(graph, done) {
  let frame = 0;
  let wanted = 0;
  const settings = { ...forceAtlas2.inferSettings(graph), adjustSizes: false, barnesHutOptimize: graph.order > 300, gravity: 0.6, scalingRatio: 14, slowDown: 2, linLogMode: false };
  const rounds = graph.order > 800 ? 4 : 10;
  const step = () => {
    forceAtlas2.assign(graph, { iterations: rounds, settings });
    frame += 1;
    if (frame < FRAMES) {
      wanted = requestAnimationFrame(step);
      return;
    }
    noverlap.assign(graph, { maxIterations: graph.order > 800 ? 30 : 120, settings: { margin: 4, ratio: 1.4, expansion: 1.1 } });
    done();
  };
  if (graph.order < 2) {
    done();
    return () => {};
  }
  wanted = requestAnimationFrame(step);
  return () => cancelAnimationFrame(wanted);
}

/**
 * Places for nodes on paths alone: columns by hop from the start, rows in the order of the paths.
 * @param {any} graph
 * @param {{nodes: string[]}[]} paths
 */
export function arrangePaths(graph, paths) {
  /** @type {Map<string, number>} */
  const column = new Map();
  for (const { nodes } of paths) nodes.forEach((id, hop) => column.set(id, Math.max(hop, column.get(id) ?? 0)));
  /** @type {string[][]} */
  const columns = [];
  for (const [id, hop] of column) (columns[hop] ??= []).push(id);
  columns.forEach((ids, hop) => ids.forEach((id, row) => {
    if (graph.hasNode(id)) graph.mergeNodeAttributes(id, { x: hop * 100, y: ((ids.length - 1) / 2 - row) * 45 + (hop % 2) * 12 });
  }));
}
