/**
 * Places for the nodes: force-directed, a few rounds a frame so that the page stays fluid, then without overlaps.
 */
import { forceAtlas2, noverlap } from "../libraries.js";

const FRAMES = 20;
/** Pixels that a picture is taken to be wide and high. */
const PICTURE = 520;
/** Above so many nodes a frame gets fewer rounds. */
const MANY = 800;

/**
 * Arranges the graph and calls back when it stands still. Who wants less motion sees the end alone.
 * @param {any} graph
 * @param {() => void} done
 * @returns {() => void} stops it
 */
export function arrange(graph, done) {
  if (graph.order < 2) {
    done();
    return () => {};
  }
  const settings = { ...forceAtlas2.inferSettings(graph), barnesHutOptimize: graph.order > 300, gravity: 0.6, scalingRatio: 14, slowDown: 2 };
  const iterations = graph.order > MANY ? 8 : 20;
  const perStep = matchMedia("(prefers-reduced-motion: reduce)").matches && graph.order <= MANY ? FRAMES : 1;
  let frame = 0;
  let wanted = 0;
  const step = () => {
    forceAtlas2.assign(graph, { iterations: iterations * perStep, settings });
    frame += perStep;
    if (frame < FRAMES) {
      wanted = requestAnimationFrame(step);
      return;
    }
    moveApart(graph);
    done();
  };
  wanted = requestAnimationFrame(step);
  return () => cancelAnimationFrame(wanted);
}

/** Parts nodes that lie on each other. Sizes are in pixels, so they are measured in the units of the picture first. */
function moveApart(/** @type {any} */ graph) {
  const [xs, ys] = ["x", "y"].map((axis) => graph.mapNodes((/** @type {string} */ _, /** @type {any} */ node) => node[axis]));
  const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const unit = extent / PICTURE;
  noverlap.assign(graph, {
    maxIterations: graph.order > MANY ? 50 : 300,
    inputReducer: (/** @type {string} */ _, /** @type {any} */ node) => ({ x: node.x, y: node.y, size: node.size * unit }),
    settings: { margin: 3 * unit, ratio: 1.1, expansion: 1.05 },
  });
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
