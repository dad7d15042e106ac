import type {LocalText} from "../base/words";

/** What a chart cell says: data, kind and channels, all of it plain values. Never a function, a URL or markup. */
export interface ChartSpec {
  /** the cell or relation whose rows are drawn */
  from: string;
  /** a name in `charts/kinds/` */
  kind: string;
  title?: LocalText;
  /** a quiet remark under the title: unit, denominator, period */
  note?: LocalText;
  /** how wide in reading mode: two halves stand side by side */
  width?: "full" | "half" | "third";
  /** the input variable that a click on a mark sets */
  select?: string;
  /** channels and options of the kind */
  [key: string]: unknown;
}
