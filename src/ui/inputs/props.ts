import type {Value} from "../../engine/database";
import type {InputCell} from "../../notebook/notebook";

/** What every input widget is given. */
export interface InputProps<T> {
  cell: InputCell;
  /** the value in force */
  value: T;
  label: string;
  /** called on every step of a drag: the session keeps only the newest */
  onchange: (value: Value) => void;
}
