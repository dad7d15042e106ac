import {AppError} from "../../base/errors";
import {CsvWriter} from "../spreadsheets/cells";
import {limits} from "../archive/limits";
import {Budget, type Container, type Dropped, type Unpacking} from "../container";
import {MergeFiller} from "../spreadsheets/merged";
import {packageKind} from "../archive/package";
import {headRows, sheetTexts, type Sheet} from "../spreadsheets/sheets";
import {
  BookWatcher,
  RelationWatcher,
  SharedTextWatcher,
  SheetWatcher,
  StyleWatcher,
  xmlSink,
  type Book,
  type ListedSheet,
  type Merge,
  type SheetRow
} from "../spreadsheets/xlsx";
import type {XmlWatcher} from "../archive/xml";
import type {ZipEntry} from "../archive/zip";

/** A workbook of current Excel or WPS, read as a stream: only shared texts are held in memory. */
const xlsx: Container = {
  name: "xlsx",
  recognises: ({entries}) => entries !== null && packageKind(entries) === "xlsx",

  async unpack(dropped, context) {
    if (dropped.entries!.some(({isEncrypted}) => isEncrypted)) throw new AppError("ingest.workbook_locked");
    const workbook = new Workbook(dropped, context);
    return sheetTexts(dropped.path, await workbook.open());
  }
};

export default xlsx;

/** Thrown to stop reading a sheet early. */
const enough = Symbol("enough");

class Workbook {
  readonly #entries: readonly ZipEntry[];
  readonly #context: Unpacking;
  #book: Book = {sharedTexts: [], forms: [], is1904: false};

  constructor({entries}: Dropped, context: Unpacking) {
    this.#entries = entries!;
    this.#context = context;
  }

  async open(): Promise<Sheet[]> {
    const workbook = this.#part("xl/workbook.xml") ?? this.#entries.find(({path}) => /workbook\.xml$/i.test(path));
    if (!workbook) throw new AppError("ingest.damaged");
    const {sheets, is1904} = await this.#watch(workbook, new BookWatcher());
    const folder = workbook.path.replace(/[^/]*$/, "");
    const relations = `${folder}_rels/${workbook.path.slice(folder.length)}.rels`;
    const {targets} = await this.#watch(this.#part(relations), new RelationWatcher());
    const {forms} = await this.#watch(this.#part(`${folder}styles.xml`), new StyleWatcher());
    const {texts} = await this.#watch(this.#part(`${folder}sharedStrings.xml`), new SharedTextWatcher());
    this.#book = {sharedTexts: texts, forms, is1904};
    return sheets.flatMap((listed) => {
      const target = targets.get(listed.relation) ?? "";
      const entry = this.#part(target.startsWith("/") ? target.slice(1) : folder + target);
      return entry && !/chartsheet|dialogsheet|macrosheet/i.test(target) ? [this.#sheet(listed, entry)] : [];
    });
  }

  #part(path: string): ZipEntry | undefined {
    const wanted = path.toLowerCase();
    return this.#entries.find((entry) => entry.path.replaceAll("\\", "/").toLowerCase() === wanted);
  }

  async #watch<Watcher extends XmlWatcher>(entry: ZipEntry | undefined, watcher: Watcher): Promise<Watcher> {
    if (!entry) return watcher;
    const meter = this.#context.budget.meter(entry.packedSize, {most: limits.wholeBytes});
    const sink = xmlSink(watcher);
    await entry.read((bytes) => (meter(bytes.length), sink(bytes)), {signal: this.#context.signal});
    return watcher;
  }

  #sheet({name, isHidden}: ListedSheet, entry: ZipEntry): Sheet {
    let head: Promise<string[][]> | undefined;
    const readHead = () => (head ??= this.#head(entry));
    return {
      name,
      isHidden,
      weight: entry.size,
      head: readHead,
      text: async () => {
        const width = Math.max(0, ...(await readHead()).map((cells) => cells.length));
        const first = await this.#text(entry, width, []);
        const isWhole = first.width <= width && first.merges.length === 0;
        return isWhole ? first.text : (await this.#text(entry, Math.max(width, first.width), first.merges)).text;
      }
    };
  }

  async #head(entry: ZipEntry): Promise<string[][]> {
    const rows: string[][] = [];
    try {
      await this.#rows(entry, ({cells}) => {
        rows.push(Array.from(cells, (cell) => cell ?? ""));
        if (rows.length === headRows) throw enough;
      });
    } catch (error) {
      if (error !== enough) throw error;
    }
    return rows;
  }

  /**
   * Merged cells are listed after a sheet's rows, and a late row may be the widest: in those cases the sheet is read
   * twice.
   */
  async #text(
    entry: ZipEntry,
    width: number,
    merges: readonly Merge[]
  ): Promise<{text: Blob; width: number; merges: Merge[]}> {
    const csv = new CsvWriter(width, (bytes) => this.#context.budget.take(bytes));
    const filler = new MergeFiller(merges);
    let widest = 0;
    const found = await this.#rows(entry, (row) => {
      filler.fill(row);
      widest = Math.max(widest, row.cells.length);
      csv.add(row.number, row.cells);
    });
    return {text: csv.toBlob(), width: widest, merges: found};
  }

  async #rows(entry: ZipEntry, onRow: (row: SheetRow) => void): Promise<Merge[]> {
    const {signal, onProgress} = this.#context;
    const watcher = new SheetWatcher(this.#book, onRow);
    const sink = xmlSink(watcher);
    // streamed data does not count towards the memory limit, only towards the zip-bomb check
    const meter = new Budget(limits.streamedBytes).meter(entry.packedSize);
    await entry.read((bytes) => (meter(bytes.length), sink(bytes)), {signal, onProgress});
    return watcher.merges;
  }
}
