import type {Cell} from "../../notebook/notebook";
import type {CellState} from "../../session/notebook.svelte";

/** The props of every cell kind's editor. */
export interface EditProps<Kind extends Cell> {
  cell: Kind;
  life: CellState;
  /** whether the cell is being edited; secondary controls are shown only then */
  isActive: boolean;
  /** the cell's accessible name */
  label: string;
  /** leaves the editor: to the cell above (-1), below (1), or to the cell itself (0) */
  leave: (direction: -1 | 0 | 1) => void;
  /** passes the function that focuses the editor, once it is ready */
  onready: (enter: () => void) => void;
}

/**
 * A cell's body while typing, kept here as long as it cannot be applied to the document because it would end other
 * cells.
 */
export class Draft {
  #own: string | null = $state(null);
  readonly #read: () => string;

  constructor(read: () => string) {
    this.#read = read;
  }

  /** The text to show in the editor. */
  get body(): string {
    return this.#own ?? this.#read();
  }

  /** Whether the text is not yet applied to the document. */
  get isPending(): boolean {
    return this.#own !== null;
  }

  /** Stores a typed text; `taken` says whether the document has applied it. */
  hold(body: string, taken: boolean): void {
    this.#own = taken ? null : body;
  }
}
