import {guessStatus, isReturnWord} from "../status-words";
import {bestFormat, looksLikeDayNumber, looksLikeTime} from "../time-formats";

/** Statistics of a column's values; shares are of the non-empty cells. */
export interface ColumnProfile {
  /** number of cells, empty ones too */
  rows: number;
  filled: number;
  /** share of times that are parsed without a format */
  timeShare: number;
  /** share of numbers that may be a spreadsheet's numbers of days, from 2000 to 2099 */
  dayNumberShare: number;
  /** share of times of day without a date */
  clockShare: number;
  numberShare: number;
  integerShare: number;
  /** share of numbers with decimals */
  decimalShare: number;
  /** share of whole numbers written with one zero as decimal, as tables write ids beside empty cells: `1007.0` */
  pointZeroShare: number;
  distinctShare: number;
  /** number of distinct values */
  distinct: number;
  /** share of numbers with a comma before one or two decimals */
  commaShare: number;
  /** share of numbers with a point before one or two decimals */
  pointShare: number;
  /** share of values with a digit or an @: ids rather than names */
  idShare: number;
  /** share of values that look like assigned numbers: one word with digits; 0 for a row counter */
  numberedShare: number;
  /** share of values that may be an order status */
  statusShare: number;
  /** whether some values, but not all, are words for a return */
  hasReturns: boolean;
  mean: number;
  /** the one time format that fits every value; null where none is needed */
  format: string | null;
  /** whether day and month are interchangeable in all values */
  isAmbiguous: boolean;
}

const plainNumber =
  /^[-+(]?\s{0,3}([A-Z]{3}|[¥$€£￥])?\s{0,3}-?[\d.,]{0,20}(\d[\s'’]\d{3}){0,5}[\d.,]{0,20}\d\)?\s{0,3}([A-Z]{3}|[元€円%])?$/;
const commaNumber = /^[-+(]?[€]?\s*-?\d{1,3}([.\s'’]?\d{3})*,\d{1,2}\)?\s*(€|EUR)?$/;
const clock = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?( ?[ap]m)?$/i;

/** Computes the profile of a column. */
export function profileOf(values: readonly string[]): ColumnProfile {
  const filled = values.map(withoutGuard).filter((value) => value !== "");
  const distinct = new Set(filled);
  const statuses = new Set([...distinct].filter((value) => guessStatus(value) !== null));
  const share = (test: (value: string) => boolean) => filled.filter(test).length / Math.max(1, filled.length);
  const numbers = filled
    .filter((value) => plainNumber.test(value))
    .map((value) => Number(value.replace(/[^\d.-]/g, "")));
  const returns = [...distinct].filter(isReturnWord).length;
  return {
    rows: values.length,
    filled: filled.length,
    timeShare: share(looksLikeTime),
    dayNumberShare: share(looksLikeDayNumber),
    clockShare: share((value) => clock.test(value)),
    numberShare: share((value) => plainNumber.test(value)),
    integerShare: share((value) => /^-?\d+$/.test(value)),
    decimalShare: share((value) => /\d[.]\d{1,4}\)?\s*元?$/.test(value) && plainNumber.test(value)),
    pointZeroShare: share((value) => /^\d+\.0$/.test(value)),
    commaShare: share((value) => commaNumber.test(value)),
    pointShare: share((value) => /\.\d{1,2}\)?\D{0,4}$/.test(value) && plainNumber.test(value)),
    idShare: share((value) => /[\d@]/.test(value)),
    numberedShare: isCounter(filled) ? 0 : share((value) => /^[A-Za-z]{0,6}[-_#]?\d[\w-]{0,30}$/.test(value)),
    distinctShare: distinct.size / Math.max(1, filled.length),
    distinct: distinct.size,
    statusShare: share((value) => statuses.has(value)),
    hasReturns: returns > 0 && returns < distinct.size,
    mean: numbers.reduce((sum, number) => sum + Math.abs(number), 0) / Math.max(1, numbers.length),
    ...bestFormat(filled)
  };
}

/** Whether values only count the rows from 0 or 1, and so start again in the next file. */
function isCounter(values: readonly string[]): boolean {
  const first = Number(values[0]);
  return (first === 0 || first === 1) && values.every((value, index) => Number(value) === first + index);
}

/** A cell's text without an apostrophe and surrounding blanks. */
export function withoutGuard(cell: string): string {
  return cell.trim().replace(/^'/, "");
}

/** A cell as a number, for proposals; null when it is none. */
export function cellNumber(cell: string, hasDecimalComma: boolean): number | null {
  const text = withoutGuard(cell);
  if (!plainNumber.test(text) || text.endsWith("%")) return null;
  const bare = text.replace(/[^\d.,()-]/g, "");
  const plain = hasDecimalComma ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", "");
  const number = Number(plain.replace(/[()]/g, ""));
  return Number.isFinite(number) ? (bare.startsWith("(") ? -number : number) : null;
}
