/**
 * The panel beside the stage: paths told above, the evidence for what is selected below.
 */
import { h, put } from "./dom.js";
import { showEvidence } from "./evidence/panel.js";
import { tellPaths } from "./graph/story.js";
import { go, here } from "./router.js";
import { t } from "./words.js";

/** @param {HTMLElement} panel */
export function createPanel(panel) {
  const story = h("div.story");
  const evidence = h("div.evidence");
  panel.setAttribute("aria-label", t("evidence"));
  put(panel, h("button.close", { type: "button", "aria-label": t("close"), title: t("close"), onclick: () => go({ sel: "", from: "", to: "", mode: "" }) }, "×"), story, evidence);
  let shown = "";
  return {
    /** @param {any} paths @param {() => void} goOn */
    tell: (paths, goOn) => tellPaths(story, paths, goOn),
    update() {
      const { sel, from, view } = here();
      panel.hidden = !sel && !(from && view === "graph");
      document.body.classList.toggle("with-panel", !panel.hidden);
      if (!from || view !== "graph") put(story);
      if (!sel) put(evidence);
      if (sel && sel !== shown) {
        showEvidence(evidence, sel);
        panel.scrollTop = 0;
      }
      shown = sel;
    },
  };
}
