import {AppError} from "../../base/errors";
import type {XmlWatcher} from "../archive/xml";

/** Maximum number of cells of an OpenDocument table: a full sheet of four columns, or fifty thousand rows of eighty. */
const mostCells = 4_000_000;

/**
 * Reads the `content.xml` of an OpenDocument table and counts its cells including repeated ones, of which a single
 * element can declare a whole sheet. Throws `ingest.bomb`.
 */
export class RepeatWatcher implements XmlWatcher {
  #rows = 1;
  #cells = 0;

  open(name: string, tag: string): void {
    if (name === "table-row" || name === "行") this.#rows = repeats(tag, "rows");
    if ((name !== "table-cell" && name !== "数据") || tag.endsWith("/")) return;
    this.#cells += this.#rows * repeats(tag, "columns");
    if (this.#cells > mostCells) throw new AppError("ingest.bomb");
  }
  close(): void {}
  text(): void {}
}

function repeats(tag: string, of: "rows" | "columns"): number {
  return Number(new RegExp(`number-${of}-repeated\\s*=\\s*["']?\\s*(\\d+)`).exec(tag)?.[1] ?? 1) || 1;
}
