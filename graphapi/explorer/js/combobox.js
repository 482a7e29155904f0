/**
 * A text field with suggestions: the combobox pattern of ARIA 1.2 with a listbox, wholly usable by keyboard.
 */
import { Failure } from "./api.js";
import { h, put } from "./dom.js";
import { kindColour, kindLabel } from "./schema.js";
import { suggest } from "./suggest.js";
import { known, named, t } from "./words.js";

/** @typedef {import("./suggest.js").Suggestion} Suggestion */

const PAUSE = 120;
let boxes = 0;

/**
 * @param {object} wants
 * @param {string} wants.label what a screen reader calls the field
 * @param {string} [wants.placeholder]
 * @param {string} [wants.kind] only nodes of this kind
 * @param {string} [wants.value] text that it begins with
 * @param {(chosen: Suggestion) => void} wants.onChoose
 * @param {(words: string) => void} [wants.onAll] Enter without a suggestion chosen, or "all results"
 */
export function createCombobox({ label, placeholder = "", kind = "", value = "", onChoose, onAll }) {
  boxes += 1;
  const listId = `suggestions-${boxes}`;
  const input = /** @type {HTMLInputElement} */ (h("input.field", {
    type: "search", role: "combobox", placeholder, value, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-label": label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
  }));
  const list = h("ul.suggestions", { id: listId, role: "listbox", "aria-label": label, hidden: true });
  const told = h("span.unseen", { role: "status" });
  /** @type {{node: HTMLElement, choose: () => void}[]} */
  let options = [];
  let active = -1;
  /** @type {AbortController | null} */
  let running = null;
  let clock = 0;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const take = (/** @type {() => void} */ chosen) => () => {
    close();
    chosen();
  };
  const show = (/** @type {Suggestion[]} */ found, /** @type {string} */ words) => {
    options = found.map((one) => option(one, take(() => {
      input.value = "";
      onChoose(one);
    })));
    if (onAll && found.length) options.push(everything(words, take(() => onAll(words))));
    options.forEach(({ node }, index) => { node.id = `${listId}-${index}`; });
    put(list, options.length ? options.map((one) => one.node) : h("li.nothing", { role: "option", "aria-disabled": "true" }, t("search.nothing", { q: words })));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    put(told, found.length ? t("search.found", { n: found.length }) : t("search.nothing", { q: words }));
    active = -1;
  };
  const look = async () => {
    running?.abort();
    const words = input.value.trim();
    if (!words) return close();
    running = new AbortController();
    try {
      show(await suggest(words, { kind, signal: running.signal }), words);
    } catch (error) {
      if (error instanceof DOMException) return;
      options = [];
      put(list, h("li.nothing", { role: "option", "aria-disabled": "true" }, error instanceof Failure && known(`failure.${error.code}`) ? t(`failure.${error.code}`) : String(error)));
      list.hidden = false;
    }
  };
  const move = (/** @type {number} */ by) => {
    if (!options.length) return;
    active = (active + by + options.length) % options.length;
    options.forEach(({ node }, index) => node.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", options[active].node.id);
    options[active].node.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    clearTimeout(clock);
    clock = setTimeout(look, PAUSE);
  });
  input.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) await look();
      move(event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(clock);
      if (list.hidden || !options.length) await look();
      if (options.length) options[Math.max(0, active)].choose();
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  return { element: h("div.combobox", {}, input, list, told), input };
}

/** @param {Suggestion} one @param {() => void} choose */
function option(one, choose) {
  const dot = h("span.dot", { "aria-hidden": "true" });
  dot.style.backgroundColor = kindColour(one.kind);
  const other = one.matched && one.matched !== named(one.name) ? one.matched : "";
  const node = h("li", { role: "option", "aria-selected": "false", onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: choose },
    dot, h("span.grow", {}, h("span.strong", {}, marked(one)), other && h("span.muted", {}, ` ${t("search.alias", { name: other })}`)),
    h("span.kind", {}, kindLabel(one.kind)));
  return { node, choose };
}

/** The name, with the letters that matched it marked. @param {Suggestion} one */
function marked(one) {
  const name = named(one.name, one.id);
  if (one.matched !== name) return name;
  const letters = Array.from(name);
  const text = (/** @type {number} */ start, /** @type {number} */ end) => letters.slice(start, end).join("");
  const parts = [];
  let from = 0;
  for (const [start, end] of one.marks) {
    parts.push(text(from, start), h("mark", {}, text(start, end)));
    from = end;
  }
  return [...parts, text(from, letters.length)];
}

/** @param {string} words @param {() => void} choose */
function everything(words, choose) {
  const node = h("li.all", { role: "option", "aria-selected": "false", onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: choose }, t("search.all", { q: words }));
  return { node, choose };
}
