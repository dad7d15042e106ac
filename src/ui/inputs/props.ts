import type {Value} from "../../engine/database";
import type {InputCell} from "../../notebook/notebook";

/** The props of every input widget. */
export interface InputProps<T> {
  cell: InputCell;
  /** the current value */
  value: T;
  label: string;
  /** called on every step of a drag; the session uses only the latest */
  onchange: (value: Value) => void;
}
