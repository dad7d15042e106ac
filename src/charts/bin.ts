import type {Row} from "../base/table";

/** One histogram bin: a count over [low, high). */
export interface Bin {
  /** lower bound */
  low: number;
  /** upper bound, the lower bound of the next bin */
  high: number;
  count: number;
  /** the row that it is drawn from, where one counts it */
  row?: Row;
  /** an event in this bin, in the reader's language */
  label?: string;
}
