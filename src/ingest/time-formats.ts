/**
 * Words for the half of the day, as regular expressions for JavaScript and for SQL. They stand before the hour in
 * Chinese, Japanese and Korean, and behind it elsewhere.
 */
export const halfDays = {
  morning: "上午|早上|早晨|清晨|午前|오전|[aA]\\.?\\s?[mM]\\.?",
  /** from midnight to dawn */
  night: "凌晨",
  /** eleven, twelve and one o'clock */
  noon: "中午",
  afternoon: "下午|傍晚|午后|午後|오후|[pP]\\.?\\s?[mM]\\.?",
  /** to midnight; its twelve is doubtful */
  evening: "晚上|晚间|夜里|夜晚"
} as const;

/** Matches the half of the day in a time: not within a word (`March`), so it has a digit or blank on both sides. */
export const halfDayPattern = `(^|[\\d\\s日])(${Object.values(halfDays).join("|")})([\\d\\s]|$)`;
const halfDay = new RegExp(halfDayPattern, "u");
const isLate = new RegExp(`^(${halfDays.afternoon}|${halfDays.evening}|${halfDays.noon})$`, "u");

/** A time as `timeFormats` write it: the half of the day as AM or PM behind the clock. */
function withHalfBehind(text: string): string {
  const found = halfDay.exec(text);
  if (!found) return text;
  const [all, before = "", half = "", after = ""] = found;
  const rest = (text.slice(0, found.index) + before + " " + after + text.slice(found.index + all.length)).trim();
  return `${rest.replace(/\s+/g, " ")} ${isLate.test(half) ? "PM" : "AM"}`;
}

/** Month names in the languages of exports, as regular expressions, January first; abbreviations may end with a point. */
export const monthNames: readonly string[] = [
  "january|januari?|janvier|janv|janeiro|enero|ene|gennaio|gen|jänner|stycznia|января|янв|jan",
  "february|februari?|février|févr|fév|fevereiro|fev|febrero|febbraio|lutego|февраля|фев|feb",
  "march|märz|mrz|mars|março|marzo|maart|mrt|marca|марта|мар|mar",
  "april|avril|avr|abril|abr|aprile|kwietnia|апреля|апр|apr",
  "may|mai|mayo|maio|maggio|mag|mei|maja|мая",
  "june|juni|juin|junho|junio|giugno|giu|czerwca|июня|июн|jun",
  "july|juli|juillet|juil|julho|julio|luglio|lug|lipca|июля|июл|jul",
  "august|augustus|août|aout|agosto|ago|sierpnia|августа|авг|aug",
  "september|septembre|setembro|septiembre|settembre|września|сентября|сен|sept|sep|set",
  "october|oktober|octobre|outubro|octubre|ottobre|października|октября|окт|okt|oct|out|ott",
  "november|novembre|novembro|noviembre|listopada|ноября|ноя|nov",
  "december|dezember|décembre|dezembro|diciembre|dicembre|grudnia|декабря|дек|dez|déc|dec|dic"
];

const shortMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const weekdays =
  "(mon|tues?|wednes|thurs?|fri|satur|sun)(day)?|wed|thu|sat|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim|lunes|martes|miércoles|jueves|viernes|sábado|domingo|mié|jue|vie|sáb|dom|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica";

/**
 * Replacements, in order, that leave a day, a month and a year with blanks between them, and the clock behind: weekdays, words
 * between the parts, and month names in other languages go. Patterns for JavaScript and SQL, without regard to case.
 */
export const plainMomentRules: readonly (readonly [pattern: string, replacement: string])[] = [
  ["[\u00A0\u202F]", " "],
  [`^\\s*(?:${weekdays})[.,]*\\s+`, ""],
  ["^(\\d{1,2}:\\d{2}(?::\\d{2})?)[,\\s]+(.*)$", "\\2 \\1"],
  ["\\s+(?:de|del|do|of|à|às|um|at|alle|kl)[.]?\\s+", " "],
  ["(\\d)(?:st|nd|rd|th|er|º)?[.,]?\\s+", "\\1 "],
  ["(\\d),(\\d)", "\\1 \\2"],
  ["\\s+", " "]
];

/** The same for month names. */
export const monthRules: readonly (readonly [pattern: string, replacement: string])[] = monthNames.map((names, at) => [
  `(^|[^\\p{L}])(?:${names})[.,]*([^\\p{L}]|$)`,
  `\\1${shortMonths[at]!}\\2`
]);

const plainMomentPatterns = [...monthRules, ...plainMomentRules].map(
  ([pattern, replacement]) => [new RegExp(pattern, "giu"), replacement.replaceAll("\\", "$")] as const
);

/** A time without weekday, in plain order, with an English month. */
function plainMoment(text: string): string {
  return plainMomentPatterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text).trim();
}

/** Years counted otherwise: the Republic of China's (`113/3/1`, `民國113年`), and Japan's eras (`令和6年`, `R6.3.1`). */
export const eraYears: readonly {pattern: string; before: number}[] = [
  {pattern: "^(?:民[国國]\\s*)?(1[0-2]\\d)[年/.]", before: 1911},
  {pattern: "^(?:令和|R)(元|\\d{1,2})[年/.]", before: 2018},
  {pattern: "^(?:平成|H)(元|\\d{1,2})[年/.]", before: 1988}
];
const isEra = new RegExp(
  `(?:${eraYears.map(({pattern}) => pattern).join("|")})(0?[1-9]|1[0-2])[月/.](0?[1-9]|[12]\\d|3[01])(?!\\d)`,
  "u"
);

const plainTime =
  /^(19|20)\d\d([-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])((日|[ T]|[上下中凌早清傍晚夜午오]).*)?|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{6})?)$/;

/** Whether a text is a time that is parsed without a format, because its year comes first. */
export function looksLikeTime(text: string): boolean {
  return plainTime.test(text) || isEra.test(text);
}

/** Excel's number of a day: days since 1899-12-30, here 2000 to 2099, with the time of day as a fraction. */
const dayNumber = /^(3652[6-9]|365[3-9]\d|36[6-9]\d\d|3[7-9]\d{3}|[4-6]\d{4}|7[0-2]\d{3}|730[0-4]\d|73050)([.,]\d+)?$/;

/** Seconds or milliseconds since 1970, from 2001 to 2033. */
const unixTime = /^1\d{9}(\d{3})?$/;

/** Whether a text may be a spreadsheet's number of a day or a count of seconds since 1970, as it also may be an amount or id. */
export function looksLikeDayNumber(text: string): boolean {
  return dayNumber.test(text) || unixTime.test(text);
}

const parts: Readonly<Record<string, string>> = {
  "%d": "(?<d>0?[1-9]|[12]\\d|3[01])",
  "%m": "(?<m>0?[1-9]|1[0-2])",
  "%Y": "(?<Y>(?:19|20)\\d\\d)",
  "%y": "(?<y>\\d\\d)",
  "%b": "(?<b>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
  "%B": "(?<b>january|february|march|april|may|june|july|august|september|october|november|december)",
  "%H": "(?:[01]?\\d|2[0-3])",
  "%I": "(?:[01]?\\d|2[0-3])",
  "%M": "[0-5]\\d",
  "%S": "[0-5]\\d",
  "%p": "[ap]m"
};

const dayForms = [
  "%m/%d/%Y",
  "%d/%m/%Y",
  "%m-%d-%Y",
  "%d-%m-%Y",
  "%d.%m.%Y",
  "%m/%d/%y",
  "%d/%m/%y",
  "%d.%m.%y",
  "%b-%d-%y",
  "%b-%d-%Y",
  "%d-%b-%Y",
  "%d-%b-%y",
  "%d %b %Y",
  "%b %d, %Y",
  "%d %B %Y",
  "%B %d, %Y",
  "%b %d %Y"
];
const clocks = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S"];

/** Time formats that must be confirmed, because the year does not come first. */
export const timeFormats: readonly string[] = dayForms.flatMap((day) => clocks.map((clock) => day + clock));

const patterns = new Map(timeFormats.map((format) => [format, patternOf(format)]));

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.]/g, "\\.");
  return new RegExp(`^${escaped.replace(/%\w/g, (part) => parts[part] ?? part)}$`, "i");
}

/**
 * The format that fits every value. Where day and month are interchangeable, the one under which the rows are in date
 * order; where that does not decide, month first, with `isAmbiguous`.
 */
export function bestFormat(given: readonly string[]): {format: string | null; isAmbiguous: boolean} {
  const written = given.map(withHalfBehind);
  const [sample] = written;
  if (sample === undefined || looksLikeTime(sample)) return {format: null, isAmbiguous: false};
  const mayBeMoment = sample.length < 50 && /^(\p{L}{2,}|\d{1,2}\D)/u.test(sample) && /\d\d/.test(sample);
  const fittingAsWritten = formatsOf(written);
  const isPlain = fittingAsWritten.length > 0 || !mayBeMoment;
  const values = isPlain ? written : given.map((value) => withHalfBehind(plainMoment(value)));
  const fitting = isPlain ? fittingAsWritten : formatsOf(values);
  if (fitting.length < 2) return {format: fitting[0]?.[0] ?? null, isAmbiguous: false};
  const jumps = fitting.map(([format, pattern]) => ({
    format,
    jumps: jumpsIn(values.map((value) => dayOf(value, pattern)))
  }));
  const best = jumps.reduce((a, b) => (b.jumps < a.jumps ? b : a));
  const isClear = jumps.every((other) => other === best || other.jumps > best.jumps);
  return {format: best.format, isAmbiguous: !isClear};
}

function formatsOf(values: readonly string[]): [string, RegExp][] {
  return [...patterns].filter(([, pattern]) => values.every((value) => pattern.test(value)));
}

/** A text's date as a number that increases with it. */
function dayOf(text: string, pattern: RegExp): number {
  const {d = "1", m, b, Y, y = "0"} = pattern.exec(text)?.groups ?? {};
  const month =
    m === undefined
      ? "jan feb mar apr may jun jul aug sep oct nov dec".split(" ").indexOf((b ?? "").slice(0, 3).toLowerCase()) + 1
      : Number(m);
  return (Number(Y ?? 2000 + Number(y)) * 12 + month) * 31 + Number(d);
}

/** How often a sequence changes direction. */
function jumpsIn(days: readonly number[]): number {
  const steps = days.slice(1).map((day, index) => Math.sign(day - days[index]!));
  return Math.min(steps.filter((step) => step < 0).length, steps.filter((step) => step > 0).length);
}
