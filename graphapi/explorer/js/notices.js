/**
 * What is told in words: failures, answers that were cut, basis, and what a screen reader should hear.
 */
import { Failure } from "./api.js";
import { h } from "./dom.js";
import { known, t } from "./words.js";

/** Says something to screen readers. @param {string} text */
export function say(text) {
  const place = document.getElementById("status");
  if (place) place.textContent = text;
}

/**
 * A failure in words, with a button to try again.
 * @param {unknown} error
 * @param {() => void} [again]
 */
export function failureNotice(error, again) {
  const failure = error instanceof Failure ? error : new Failure("unreadable", { detail: String(error) });
  const key = `failure.${failure.code}`;
  const told = known(key) ? t(key) : failure.message;
  say(`${t("failure")}: ${told}`);
  return h("div.notice.failed", { role: "alert" },
    h("strong", {}, t("failure")), h("p", {}, told),
    known(key) && failure.message !== failure.code && h("p.muted", {}, failure.message),
    failure.suggestion && h("p", {}, failure.suggestion),
    h("p.muted", {}, t("failure.code", { code: failure.code })),
    again && h("button", { type: "button", onclick: again }, t("failure.again")));
}

/** @typedef {{complete: boolean, reason?: string, hop?: number, unexpanded?: number}} Completeness */

/**
 * Says that an answer was cut, why and where, with a button to go on; nothing for a complete one.
 * @param {Completeness} completeness
 * @param {() => void} [goOn]
 */
export function cutNotice(completeness, goOn) {
  if (completeness.complete) return null;
  const { reason = "", hop, unexpanded } = completeness;
  const key = `cut.${reason}`;
  const parts = [known(key) ? t(key) : reason, hop !== undefined && t("cut.hop", { hop }), unexpanded ? t("cut.left", { n: unexpanded }) : ""];
  return h("div.notice.cut", { role: "status" },
    h("strong", {}, t("cut")), " ", parts.filter(Boolean).join(", "), ". ",
    goOn && h("button", { type: "button", onclick: goOn }, t("cut.goOn")));
}

/** How well something is vouched for, as a small mark with words. @param {string} basis */
export function basisMark(basis) {
  return h(`span.basis.${basis}`, { title: t(`basis.${basis}.note`) }, t(`basis.${basis}`));
}

/** What stands where an answer is still awaited. */
export function waiting() {
  return h("p.muted.waiting", {}, t("busy.loading"));
}
