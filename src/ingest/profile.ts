import {statusKey, statusWords} from "./status-words";

/** What the first values of a column look like; shares are of the filled cells. */
export interface ColumnProfile {
  filled: number;
  /** times that are read without a format */
  timeShare: number;
  numberShare: number;
  integerShare: number;
  /** numbers with decimals */
  decimalShare: number;
  distinctShare: number;
  /** numbers with a comma before one or two decimals */
  commaShare: number;
  /** values that are known words for an order's state */
  statusShare: number;
  mean: number;
  /** the one format that fits every value, where a format is needed */
  format: string | null;
  /** whether day and month could change places */
  isAmbiguous: boolean;
}

const plainTime =
  /^(19|20)\d\d([-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])日?([ T].*)?|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{6})?)$/;
const plainNumber = /^[-+(]?[¥$€£￥]?\s*-?[\d.,]*\d\)?\s*[元€]?$/;
const commaNumber = /^[-+(]?[€]?\s*-?\d{1,3}(\.?\d{3})*,\d{1,2}\)?\s*€?$/;

/** Looks at a column's values. */
export function profileOf(values: readonly string[]): ColumnProfile {
  const filled = values.map((value) => value.trim().replace(/^'/, "")).filter((value) => value !== "");
  const share = (test: (value: string) => boolean) => filled.filter(test).length / Math.max(1, filled.length);
  const numbers = filled
    .filter((value) => plainNumber.test(value))
    .map((value) => Number(value.replace(/[^\d.-]/g, "")));
  const formats =
    filled.length === 0 ? [] : timeFormats.filter(({pattern}) => filled.every((value) => pattern.test(value)));
  return {
    filled: filled.length,
    timeShare: share((value) => plainTime.test(value)),
    numberShare: share((value) => plainNumber.test(value)),
    integerShare: share((value) => /^-?\d+$/.test(value)),
    decimalShare: share((value) => /\d[.]\d{1,4}\)?\s*元?$/.test(value) && plainNumber.test(value)),
    commaShare: share((value) => commaNumber.test(value)),
    distinctShare: new Set(filled).size / Math.max(1, filled.length),
    statusShare: share((value) => statusKey(value) in statusWords),
    mean: numbers.reduce((sum, number) => sum + Math.abs(number), 0) / Math.max(1, numbers.length),
    format: formats[0]?.format ?? null,
    isAmbiguous: formats.length > 1
  };
}

const parts: Readonly<Record<string, string>> = {
  "%d": "(0?[1-9]|[12]\\d|3[01])",
  "%m": "(0?[1-9]|1[0-2])",
  "%Y": "(19|20)\\d\\d",
  "%y": "\\d\\d",
  "%b": "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
  "%B": "(january|february|march|april|may|june|july|august|september|october|november|december)",
  "%H": "([01]?\\d|2[0-3])",
  "%M": "[0-5]\\d",
  "%S": "[0-5]\\d"
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
  "%B %d, %Y"
];

/** Forms of times that are read only when they were agreed on: the year does not come first. */
const timeFormats = dayForms.flatMap((day) =>
  ["", " %H:%M", " %H:%M:%S"].map((clock) => ({format: day + clock, pattern: patternOf(day + clock)}))
);

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.]/g, "\\.");
  return new RegExp(`^${escaped.replace(/%\w/g, (part) => parts[part] ?? part)}$`, "i");
}
