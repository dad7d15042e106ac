/** One histogram bin: a count over [low, high). */
export interface Bin {
  /** lower bound */
  low: number;
  /** upper bound, the lower bound of the next bin */
  high: number;
  count: number;
  /** an event in this bin, in the reader's language */
  label?: string;
}
