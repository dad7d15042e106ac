/** The kind of value that a cell's number format stands for. */
export type CellForm = "number" | "percent" | "date" | "time" | "datetime";

/** Built-in number formats by id; those from 27 on are of Chinese Excel. */
const builtIn: Readonly<Record<CellForm, readonly number[]>> = {
  number: [],
  percent: [9, 10],
  date: [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58],
  time: [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56],
  datetime: [22]
};

/** The form of a built-in number format; null for an unknown id. */
export function builtInForm(id: number): CellForm | null {
  if (id > 163) return null;
  const [form] = Object.entries(builtIn).find(([, ids]) => ids.includes(id)) ?? ["number"];
  return form as CellForm;
}

/** The form of a format code: `yyyy/m/d h:mm`, `0.00%`, `#,##0.00`, `General`. */
export function formOf(code: string): CellForm {
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, "")
    .split(";")[0]!
    .replace(/general|e[+-]/gi, "");
  const hasDay = /[ydeg]/i.test(bare);
  const hasClock = /[hs]/i.test(bare);
  if (hasDay) return hasClock ? "datetime" : "date";
  if (hasClock) return "time";
  if (/m/i.test(bare)) return "date";
  return bare.includes("%") ? "percent" : "number";
}

const day = 86_400;
/** Serial numbers from here on are not dates: 31 December 9999 is the last day. */
const endOfTime = 2_958_466;
const days1904 = 1462;

/**
 * A number cell as text: dates as `2026-03-01 10:00:00`, percentages with `%`, other numbers in full, never as 3.5E+17.
 */
export function numberCell(value: number, form: CellForm, is1904 = false): string {
  if (!Number.isFinite(value)) return "";
  if (form === "number") return fullNumber(value);
  if (form === "percent") return `${fullNumber(value * 100)}%`;
  return timeCell(is1904 ? value + days1904 : value, form) ?? fullNumber(value);
}

/** Rounds to the fifteen digits that a spreadsheet keeps. */
function fullNumber(value: number): string {
  return plainNumber(value.toPrecision(15));
}

/** A number text in full: `3.50E+4` becomes 35000. Whole numbers keep all their digits. */
export function plainNumber(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const shift = Number(exponent);
  if (whole + fraction === "" || Math.abs(shift) > 400) return "";
  const digits = whole + fraction;
  const point = whole.length + shift;
  const before = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const after = (point < 0 ? "0".repeat(-point) : "") + digits.slice(Math.max(0, point));
  const left = before.replace(/^0+(?=\d)/, "");
  const right = withoutLastZeros(after);
  const number = right === "" ? left : `${left}.${right}`;
  return sign === "-" && /[1-9]/.test(number) ? `-${number}` : number;
}

/** Without a regular expression, which would be quadratic in a long run of zeros. */
function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

/** A spreadsheet's date serial number as text; null outside its calendar. */
function timeCell(serial: number, form: CellForm): string | null {
  if (serial < 0 || serial >= endOfTime) return null;
  const seconds = Math.round(serial * day);
  const clock = seconds % day;
  const time = [clock / 3600, (clock / 60) % 60, clock % 60].map((part) => twoDigits(Math.floor(part))).join(":");
  if (form === "time" && serial < 1) return time;
  const days = (seconds - clock) / day;
  // the spreadsheet calendar has a 29 February 1900, which did not exist
  const date = new Date(Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * day * 1000).toISOString().slice(0, 10);
  return form === "date" && clock === 0 ? date : `${date} ${time}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** A text cell without export guards (`="…"`) and control characters. */
export function textCell(text: string): string {
  // eslint-disable-next-line no-control-regex
  const clean = text.replace(/\u0000/g, "").replace(/\u00a0/g, " ");
  return /^="[^"]*"$/.test(clean) ? clean.slice(2, -1) : clean;
}

/** A CSV record of `width` cells; missing ones are empty. */
export function csvRecord(cells: readonly (string | undefined)[], width: number): string {
  const written: string[] = [];
  for (let index = 0; index < width; index++) written.push(csvCell(cells[index] ?? ""));
  return `${written.join(",")}\n`;
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const pieceLength = 1024 * 1024;

/** Writes sheet rows as CSV: blank rows become blank lines, trailing ones are dropped. */
export class CsvWriter {
  readonly #width: number;
  readonly #count: (bytes: number) => void;
  readonly #pieces: Blob[] = [];
  #text = "";
  #rows = 0;

  /**
   * `count` is called with the number of bytes written, and may throw: one long shared text can occur in a million
   * cells.
   */
  constructor(width: number, count: (bytes: number) => void) {
    this.#width = width;
    this.#count = count;
  }

  /** Writes row `number` (from 1); skipped rows before it become blank lines. */
  add(number: number, cells: readonly (string | undefined)[]): void {
    this.#text += "\n".repeat(Math.max(0, number - this.#rows - 1)) + csvRecord(cells, this.#width);
    this.#rows = number;
    if (this.#text.length > pieceLength) this.#flush();
  }

  /** The complete CSV. */
  toBlob(): Blob {
    this.#flush();
    return new Blob(this.#pieces);
  }

  #flush(): void {
    const piece = new Blob([this.#text]);
    this.#count(piece.size);
    this.#pieces.push(piece);
    this.#text = "";
  }
}
