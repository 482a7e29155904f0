/**
 * The frame of every screen: search, views, language, colours, and the line at the foot.
 */
import { askAside, newestRevision, NEWEST, PAST } from "./api.js";
import { createCombobox } from "./combobox.js";
import { h, put } from "./dom.js";
import { placeOf } from "./graph/opening.js";
import { say } from "./notices.js";
import { showRequests } from "./requests.js";
import { START, VIEWS } from "./route.js";
import { go, here, link } from "./router.js";
import { spoken, t } from "./words.js";

const THEMES = ["auto", "light", "dark"];

/** Draws the bar at the top. @param {HTMLElement} bar @param {() => void} recolour after another theme was chosen */
export function drawBar(bar, recolour) {
  const box = createCombobox({
    label: t("search.label"), placeholder: t("search"),
    onChoose: async (one) => go({ ...(await placeOf(one.id)), from: waitsForEnd() ? here().from : "", to: waitsForEnd() ? one.id : "" }),
    onAll: (words) => go({ ...START, lang: here().lang, view: "table", table: "search", q: words }),
  });
  box.input.id = "search";
  box.input.setAttribute("aria-keyshortcuts", "/");
  put(bar,
    h("a.brand", { href: link({ ...START, lang: here().lang }), onclick: moving({ ...START, lang: here().lang }) }, h("span.mark-logo", { "aria-hidden": "true" }), h("span", {}, t("title"))),
    h("div.search", { role: "search", title: t("search.hint") }, box.element, h("kbd", { "aria-hidden": "true" }, "/")),
    h("nav.views", { id: "views", "aria-label": t("views") }),
    h("div.tools", {}, themeButton(recolour),
      h("button", { type: "button", lang: spoken() === "zh" ? "en" : "zh-Hans", title: t("language.switch"), onclick: switchLanguage }, t("language.other"))));
}

/** Says which view is shown, in the bar and in the title; the links lead beside the place on the screen. */
export function markView() {
  put(/** @type {HTMLElement} */ (document.getElementById("views")), VIEWS.map((view) =>
    h("a", { href: link({ view }), "aria-current": here().view === view ? "page" : null, onclick: moving({ view }) }, t(`view.${view}`))));
  document.title = `${t(`view.${here().view}`)} · ${t("title")}`;
}

/** Whether the next node chosen is the other end of a path. */
function waitsForEnd() {
  return Boolean(here().from && !here().to);
}

/** @param {Partial<import("./route.js").Place>} change */
function moving(change) {
  return (/** @type {MouseEvent} */ event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(change);
  };
}

function switchLanguage() {
  const wanted = spoken() === "zh" ? "en" : "zh";
  localStorage.setItem("language", wanted);
  go({ lang: wanted }, { replace: true });
}

/** Puts the theme in force that the reader chose before. */
export function applyTheme() {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
}

/** @param {() => void} recolour */
function themeButton(recolour) {
  const label = () => t("theme", { theme: t(`theme.${document.documentElement.dataset.theme}`) });
  const button = h("button.icon", { type: "button", "aria-label": label(), title: label(), onclick: () => {
    const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % THEMES.length];
    localStorage.setItem("theme", next);
    applyTheme();
    button.setAttribute("aria-label", label());
    button.title = label();
    recolour();
  } }, h("span.half", { "aria-hidden": "true" }));
  return button;
}

/** Draws the line at the foot. @param {HTMLElement} foot */
export async function drawFoot(foot) {
  const { revision } = await askAside("");
  put(foot,
    h("button", { type: "button", onclick: showRequests }, t("request")),
    h("button", { type: "button", onclick: () => copyLink(revision.number) }, t("foot.link")),
    h("span", {}, t("foot.revision", { n: revision.number }), h("span.muted", {}, ` · ${revision.time.slice(0, 10)}`)),
    h("a", { href: "docs" }, t("foot.docs")),
    h("span.muted", {}, t("foot.licence")));
}

/** Copies an address that shows this screen in this revision for ever. @param {number} revision */
async function copyLink(revision) {
  const address = new URL(`revisions/${revision}/${location.search}`, NEWEST).href;
  await navigator.clipboard?.writeText(address).catch(() => {});
  say(`${t("request.copied")} ${address}`);
}

/** Says that the page shows an older revision, with the way to the newest. @param {HTMLElement} place */
export async function drawPast(place) {
  place.hidden = !PAST;
  if (!PAST) return;
  const now = await newestRevision().catch(() => 0);
  put(place, t("revision.as", { old: PAST, now: now || "?" }), " ", h("a", { href: NEWEST.pathname + location.search }, t("revision.now")));
}

/** `/` leads to the search from anywhere but a field. */
export function listenForKeys() {
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea")) return;
    event.preventDefault();
    document.getElementById("search")?.focus();
  });
}
