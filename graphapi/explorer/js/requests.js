/**
 * "Show the request": the curl lines behind the screen.
 */
import { ROOT, requests } from "./api.js";
import { h } from "./dom.js";
import { say } from "./notices.js";
import { t } from "./words.js";

/** Opens the dialog. */
export function showRequests() {
  const close = () => dialog.close();
  const dialog = /** @type {HTMLDialogElement} */ (h("dialog.requests", { "aria-labelledby": "requests-title", onclose: () => dialog.remove() },
    h("header", {}, h("h2", { id: "requests-title" }, t("request.title")), h("button", { type: "button", onclick: close }, t("close"))),
    requests().length ? h("ol", {}, requests().map((one) => line(curl(one)))) : h("p", {}, t("request.none"))));
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {string} text */
function line(text) {
  return h("li", {}, h("pre", { tabindex: "0" }, h("code", {}, text)), h("button.small", { type: "button", onclick: async () => {
    await navigator.clipboard?.writeText(text).catch(() => {});
    say(t("request.copied"));
  } }, t("request.copy")));
}

/**
 * A request as a line for a shell; quotes in it are closed, escaped and opened again.
 * @param {import("./api.js").Asked} asked
 */
export function curl({ method, path, body }) {
  const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "'\\''")}'`;
  const place = quoted(new URL(path, ROOT).href);
  if (method === "GET") return `curl -s ${place}`;
  return `curl -s ${place} -H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`;
}
