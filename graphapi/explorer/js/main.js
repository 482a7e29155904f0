/**
 * Starts the page: reads the table of kinds, draws the frame, and shows the place that the address names.
 */
import { turnPage, watchSlow } from "./api.js";
import { put } from "./dom.js";
import { createGraphView } from "./graph/view.js";
import { failureNotice } from "./notices.js";
import { createPanel } from "./panel.js";
import { here, onMove } from "./router.js";
import { loadSchema } from "./schema.js";
import { applyTheme, drawBar, drawFoot, drawPast, listenForKeys, markView } from "./shell.js";
import { showStart } from "./start.js";
import { speak, spoken, t } from "./words.js";

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {{update: (place: any, before: any) => unknown, destroy: () => void, recolour?: () => void, inspect?: () => any} | null} */
let view = null;
let shown = "";
/** @type {ReturnType<typeof createPanel>} */
let panel;

/** Whether the graph view has nothing to show. @param {import("./route.js").Place} place */
function isStart(place) {
  return place.view === "graph" && !place.open.length && !place.from && !place.sel;
}

/** @param {import("./route.js").Place} place */
async function createView(place) {
  const stage = part("stage");
  if (place.view === "graph") return createGraphView(stage, (paths, goOn) => panel.tell(paths, goOn));
  if (place.view === "chain") return (await import("./chain/view.js")).createChainView(stage);
  if (place.view === "table") return (await import("./table/view.js")).createTableView(stage);
  const { createMapView } = await import("./map/view.js");
  return createMapView(stage);
}

/** @param {import("./route.js").Place} place @param {import("./route.js").Place | null} before */
async function show(place, before) {
  const wanted = isStart(place) ? "start" : place.view;
  if (!before || before.view !== place.view) turnPage();
  if (wanted !== shown) {
    view?.destroy();
    view = null;
    shown = wanted;
    before = null;
    if (wanted === "start") await showStart(part("stage"));
    else view = await createView(place);
  }
  markView();
  panel.update();
  await view?.update(place, before);
}

function recolour() {
  view?.recolour?.();
}

/** Everything anew, in the language of the place. */
async function draw() {
  speak(here().lang);
  put(part("skip"), t("skip"));
  put(part("busy"), t("busy"));
  drawBar(part("bar"), recolour);
  panel = createPanel(part("panel"));
  view?.destroy();
  view = null;
  shown = "";
  await Promise.all([drawFoot(part("foot")), drawPast(part("past")), show(here(), null)]);
}

async function begin() {
  applyTheme();
  speak(here().lang);
  watchSlow((slow) => { part("busy").hidden = slow === 0; });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
  listenForKeys();
  try {
    await loadSchema();
    await draw();
  } catch (error) {
    put(part("stage"), failureNotice(error, begin));
    return;
  }
  onMove(async (place, before) => {
    const language = spoken();
    if (speak(place.lang) !== language) await draw();
    else await show(place, before);
  });
}

/** The graph and the drawing on the screen, if there are any: for whoever looks at the page from the console. */
export function inspect() {
  return view?.inspect?.();
}

await begin();
