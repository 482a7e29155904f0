/**
 * The small text beside the pointer.
 */
import { h, put } from "../dom.js";

/** @param {HTMLElement} frame */
export function createTip(frame) {
  const element = h("div.tip", { hidden: true });
  return {
    element,
    /** @param {string[] | "" | undefined} lines nothing hides it @param {number} x @param {number} y */
    show(lines, x, y) {
      element.hidden = !lines || !lines.length;
      if (!lines) return;
      put(element, lines.map((line) => h("p", {}, line)));
      const width = frame.clientWidth;
      element.style.left = `${Math.min(x + 14, Math.max(8, width - 300))}px`;
      element.style.top = `${y + 14}px`;
    },
  };
}
