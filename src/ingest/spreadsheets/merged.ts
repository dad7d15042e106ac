import type {Merge, SheetRow} from "./xlsx";

/**
 * Fills merged cells downwards: a text applies to every row of the merge, such as an order number; a number only to the
 * first, since an amount would be counted several times. Rows must come in order.
 */
export class MergeFiller {
  readonly #merges: readonly Merge[];
  #next = 0;
  #active: {merge: Merge; text: string}[] = [];

  constructor(merges: readonly Merge[]) {
    this.#merges = [...merges].sort((a, b) => a.firstRow - b.firstRow);
  }

  /** Fills a row in place. */
  fill({number, cells, isText}: SheetRow): void {
    const row = number - 1;
    this.#active = this.#active.filter(({merge}) => merge.lastRow >= row);
    for (const {merge, text} of this.#active) cells[merge.column] ??= text;
    for (let merge = this.#merges[this.#next]; merge && merge.firstRow <= row; merge = this.#merges[++this.#next]) {
      const text = cells[merge.column];
      if (merge.firstRow === row && text !== undefined && isText(merge.column)) this.#active.push({merge, text});
    }
  }
}
