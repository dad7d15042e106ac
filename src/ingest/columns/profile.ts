import {bareNumber} from "./money-text";
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
  /** share of numbers with a comma before one or two decimals, or with points between several groups of thousands */
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

const clock = /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?( ?[ap]m)?$/i;

/** Computes the profile of a column. */
export function profileOf(values: readonly string[]): ColumnProfile {
  const filled = values.map(withoutGuard).filter((value) => value !== "");
  const distinct = new Set(filled);
  const statuses = new Set([...distinct].filter((value) => guessStatus(value) !== null));
  const share = (test: (value: string) => boolean) => filled.filter(test).length / Math.max(1, filled.length);
  const written = filled.map(bareNumber);
  const numbers = written.flatMap((value) => (value === null ? [] : [Number(value.replaceAll(",", ""))]));
  const shareOf = (pattern: RegExp) =>
    written.filter((value) => value !== null && pattern.test(value)).length / Math.max(1, filled.length);
  const returns = [...distinct].filter(isReturnWord).length;
  return {
    rows: values.length,
    filled: filled.length,
    timeShare: share(looksLikeTime),
    dayNumberShare: share(looksLikeDayNumber),
    clockShare: share((value) => clock.test(value)),
    numberShare: numbers.length / Math.max(1, filled.length),
    integerShare: share((value) => /^-?\d+$/.test(value)),
    decimalShare: shareOf(/\d[.]\d{1,4}$/),
    pointZeroShare: share((value) => /^\d+\.0$/.test(value)),
    commaShare: shareOf(/^-?(\d{1,3}(\.?\d{3})*,\d{1,2}|\d{1,3}(\.\d{3}){2,})$/),
    pointShare: shareOf(/\.\d{1,2}$/),
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
  const bare = text.endsWith("%") ? null : bareNumber(text);
  if (bare === null) return null;
  const number = Number(hasDecimalComma ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", ""));
  return Number.isFinite(number) ? number : null;
}
