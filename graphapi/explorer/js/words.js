/**
 * The words of the page in the reader's language, and names, values and dates as that language writes them.
 */
import en from "./words-en.js";
import zh from "./words-zh.js";

/** @typedef {"en" | "zh"} Language */
/** @typedef {{en?: string, zh?: string}} Name */

const TABLES = { en, zh };
/** @type {Language} */
let language = "en";

/** The language in use. @returns {Language} */
export function spoken() {
  return language;
}

/**
 * Chooses the language: what the address says, else what the reader chose before, else the browser's.
 * @param {string} wanted
 * @returns {Language}
 */
export function speak(wanted) {
  const first = [wanted, localStorage.getItem("language") ?? "", ...navigator.languages].find((one) => /^(en|zh)\b/i.test(one));
  language = first?.toLowerCase().startsWith("zh") ? "zh" : "en";
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  return language;
}

/**
 * The text of a key, with `{name}` filled in. In English `one|many` depends on `n`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = TABLES[language][key];
  if (text === undefined) throw new Error(`no word for ${key}`);
  const [one, many = one] = text.split("|");
  return (values.n === 1 ? one : many).replace(/\{(\w+)\}/g, (_, name) => figure(values[name]));
}

/** Whether there is a word for a key. @param {string} key */
export function known(key) {
  return key in TABLES[language];
}

/** The word for one of the closed values of an attribute; other text as it is. @param {unknown} value */
export function valueWord(value) {
  const key = `value.${value}`;
  return known(key) ? t(key) : String(value);
}

/** A name in the language, else in the other one. @param {Name | undefined} name @param {string} [otherwise] */
export function named(name, otherwise = "") {
  if (!name) return otherwise;
  return (language === "zh" ? name.zh || name.en : name.en || name.zh) || otherwise;
}

/** The name in the other language, when it differs. @param {Name | undefined} name */
export function alsoNamed(name) {
  const other = language === "zh" ? name?.en : name?.zh;
  return other && other !== named(name) ? other : "";
}

/** A number or text as the language writes it. @param {unknown} value */
export function figure(value) {
  if (typeof value !== "number") return String(value ?? "");
  return new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", { maximumFractionDigits: 6 }).format(value);
}

/** A value with its unit; lists are joined, years are not grouped. @param {unknown} value @param {string} [unit] */
export function measured(value, unit) {
  if (Array.isArray(value)) return value.map(valueWord).join(language === "zh" ? "、" : ", ");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (unit === "year") return String(value);
  if (unit === "CNY" && typeof value === "number") return money(value);
  const written = typeof value === "number" ? figure(value) : valueWord(value);
  return unit && unit !== "deg" ? `${written}${unit === "%" ? "" : " "}${unit}` : written + (unit ? "°" : "");
}

/** @param {number} value */
function money(value) {
  const style = { notation: "compact", maximumFractionDigits: 2 };
  return `${new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", /** @type {any} */ (style)).format(value)} CNY`;
}
