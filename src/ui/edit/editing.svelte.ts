import type {Cell} from "../../notebook/notebook";
import type {CellState} from "../../session/notebook.svelte";

/** What every kind of cell's editor is given. */
export interface EditProps<Kind extends Cell> {
  cell: Kind;
  life: CellState;
  /** the cell is being worked on, so that what is only of use then may be shown */
  isActive: boolean;
  /** what the cell is called, for readers */
  label: string;
  /** leaves the editor: to the cell above (-1), below (1), or to the cell itself (0) */
  leave: (direction: -1 | 0 | 1) => void;
  /** hands over the way into the editor, once it stands */
  onready: (enter: () => void) => void;
}

/** The body of a cell as it is typed: kept here while it cannot be the document's, as when it would end other cells. */
export class Draft {
  #own: string | null = $state(null);
  readonly #read: () => string;

  constructor(read: () => string) {
    this.#read = read;
  }

  /** What the editor shows. */
  get body(): string {
    return this.#own ?? this.#read();
  }

  /** Whether the document does not have it yet. */
  get isPending(): boolean {
    return this.#own !== null;
  }

  /** Takes what was typed; `taken` says whether the document has it now. */
  hold(body: string, taken: boolean): void {
    this.#own = taken ? null : body;
  }
}
