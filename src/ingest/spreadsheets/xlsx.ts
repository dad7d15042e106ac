import {builtInForm, formOf, numberCell, plainNumber, textCell, type CellForm} from "./cells";
import {attribute, XmlReader, type XmlWatcher} from "../archive/xml";

/** The parts of a workbook that are needed to read cells. */
export interface Book {
  sharedTexts: readonly string[];
  /** by style index */
  forms: readonly CellForm[];
  /** whether dates are counted from 1904 */
  is1904: boolean;
}

/** A sheet as listed in the workbook. */
export interface ListedSheet {
  name: string;
  isHidden: boolean;
  /** id of its part in the workbook's relations */
  relation: string;
}

/** Reads `workbook.xml`: the sheets in order, and the calendar. */
export class BookWatcher implements XmlWatcher {
  readonly sheets: ListedSheet[] = [];
  is1904 = false;

  open(name: string, tag: string): void {
    if (name === "workbookPr") this.is1904 = /^(1|true|on)$/i.test(attribute(tag, " date1904") ?? "");
    if (name !== "sheet") return;
    this.sheets.push({
      name: attribute(tag, " name") ?? "",
      isHidden: /hidden/i.test(attribute(tag, " state") ?? ""),
      relation: /\s\w+:id\s*=\s*["']([^"']*)/.exec(tag)?.[1] ?? ""
    });
  }
  close(): void {}
  text(): void {}
}

/** Reads a workbook's relations: the part for each id. */
export class RelationWatcher implements XmlWatcher {
  readonly targets = new Map<string, string>();

  open(name: string, tag: string): void {
    if (name === "Relationship") this.targets.set(attribute(tag, " Id") ?? "", attribute(tag, " Target") ?? "");
  }
  close(): void {}
  text(): void {}
}

/** Reads `styles.xml`: the number format of each style. */
export class StyleWatcher implements XmlWatcher {
  readonly forms: CellForm[] = [];
  readonly #own = new Map<number, CellForm>();
  #isInCells = false;

  open(name: string, tag: string): void {
    if (name === "numFmt")
      this.#own.set(Number(attribute(tag, " numFmtId")), formOf(attribute(tag, " formatCode") ?? ""));
    else if (name === "cellXfs") this.#isInCells = true;
    else if (name === "xf" && this.#isInCells) {
      const id = Number(attribute(tag, " numFmtId") ?? 0);
      this.forms.push(this.#own.get(id) ?? builtInForm(id) ?? "number");
    }
  }
  close(name: string): void {
    if (name === "cellXfs") this.#isInCells = false;
  }
  text(): void {}
}

/** Reads `sharedStrings.xml`: the shared texts by index, without phonetic guides. */
export class SharedTextWatcher implements XmlWatcher {
  readonly texts: string[] = [];
  #text = "";
  #isText = false;
  #isReading = false;

  open(name: string): void {
    if (name === "si") this.#text = "";
    else if (name === "t") this.#isText = true;
    else if (name === "rPh") this.#isReading = true;
  }
  close(name: string): void {
    if (name === "si") this.texts.push(textCell(officeText(this.#text)));
    else if (name === "t") this.#isText = false;
    else if (name === "rPh") this.#isReading = false;
  }
  text(text: string): void {
    if (this.#isText && !this.#isReading) this.#text += text;
  }
}

/** Decodes characters that Office escapes as `_x000D_`. */
function officeText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** Cells merged over several rows, numbered from 0. */
export interface Merge {
  column: number;
  firstRow: number;
  lastRow: number;
}

/** A non-empty row of a sheet. */
export interface SheetRow {
  /** from 1, as in the spreadsheet */
  number: number;
  /** blank cells are holes */
  cells: string[];
  /** whether a cell is a text or a time rather than a number */
  isText: (column: number) => boolean;
}

/** Maximum rows of a sheet in Excel. */
export const mostRows = 1_048_576;
/** Maximum columns of a sheet in Excel. */
export const mostColumns = 16_384;

/** Reads a sheet: rows as they come, and merged cells at the end. */
export class SheetWatcher implements XmlWatcher {
  readonly merges: Merge[] = [];
  readonly #book: Book;
  readonly #onRow: (row: SheetRow) => void;
  readonly #isText = new Uint8Array(mostColumns);
  #cells: string[] = [];
  #row = 0;
  #column = -1;
  #type = "";
  #style = 0;
  #value = "";
  #isValue = false;
  #isReading = false;

  constructor(book: Book, onRow: (row: SheetRow) => void) {
    this.#book = book;
    this.#onRow = onRow;
  }

  open(name: string, tag: string): void {
    if (name === "c") this.#openCell(tag);
    else if (name === "v" || name === "t") this.#isValue = !this.#isReading;
    else if (name === "row") this.#openRow(tag);
    else if (name === "rPh") this.#isReading = true;
    else if (name === "mergeCell") this.#merge(attribute(tag, " ref") ?? "");
  }

  close(name: string): void {
    if (name === "v" || name === "t") this.#isValue = false;
    else if (name === "c") this.#closeCell();
    else if (name === "rPh") this.#isReading = false;
    else if (name === "row" && this.#cells.length > 0)
      this.#onRow({number: this.#row, cells: this.#cells, isText: (column) => this.#isText[column] === 1});
  }

  text(text: string): void {
    if (this.#isValue) this.#value += text;
  }

  /** Rows are in order; a row without a valid number follows the one before. */
  #openRow(tag: string): void {
    const declared = Number(attribute(tag, " r") ?? 0);
    this.#row = declared > this.#row && declared <= mostRows ? declared : this.#row + 1;
    this.#cells = [];
    this.#column = -1;
  }

  #openCell(tag: string): void {
    const column = columnOf(attribute(tag, " r") ?? "");
    this.#column = column >= 0 ? column : this.#column + 1;
    this.#type = attribute(tag, " t") ?? "n";
    this.#style = Number(attribute(tag, " s") ?? 0);
    this.#value = "";
  }

  #closeCell(): void {
    if (this.#value === "" || this.#column >= mostColumns) return;
    const form = this.#book.forms[this.#style] ?? "number";
    const text = this.#read(form);
    if (text.trim() === "") return;
    this.#cells[this.#column] = text;
    this.#isText[this.#column] = this.#type === "n" && (form === "number" || form === "percent") ? 0 : 1;
  }

  #read(form: CellForm): string {
    const value = this.#value;
    switch (this.#type) {
      case "s":
        return this.#book.sharedTexts[Number(value)] ?? "";
      case "n":
        // other programs write whole numbers with all digits; only Excel cuts them
        return form === "number" && /^-?\d+$/.test(value.trim())
          ? plainNumber(value.trim())
          : numberCell(Number(value), form, this.#book.is1904);
      case "b":
        return value === "1" ? "TRUE" : "FALSE";
      case "e":
        return "";
      case "d":
        return value.replace("T", " ").replace(/(\.\d+)?Z?$/, "");
      default:
        return textCell(officeText(value));
    }
  }

  #merge(ref: string): void {
    const [from = "", to = ""] = ref.split(":");
    const [firstRow, lastRow] = [rowOf(from), rowOf(to)];
    if (lastRow > firstRow) this.merges.push({column: columnOf(from), firstRow, lastRow});
  }
}

/** Column index of a cell reference, from 0: `A1` is 0, `AA7` is 26; −1 when invalid. */
function columnOf(name: string): number {
  let column = 0;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** Row index of a cell reference, from 0. */
function rowOf(name: string): number {
  return Number(/^\D{0,8}(\d{1,9})$/.exec(name)?.[1] ?? 0) - 1;
}

/** A sink for the bytes of an XML part, which calls the watcher. */
export function xmlSink(watcher: XmlWatcher): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  const reader = new XmlReader(watcher);
  return (bytes) => reader.push(decoder.decode(bytes, {stream: true}));
}
