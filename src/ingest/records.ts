/** The offsets of a record, found without parsing its cells. */
export interface RecordSpan {
  from: number;
  /** end, without the line end */
  to: number;
  /** start of the next record */
  next: number;
}

/** One record of a text. */
export interface TextRecord extends RecordSpan {
  /** whether it ended at a line end outside quotes, rather than at the end of the text */
  isEnded: boolean;
  /** whether the text ended inside a quoted cell */
  isOpen: boolean;
}

/**
 * The record at an offset; a line end inside a quoted cell does not end it. As in RFC 4180, a quote opens a cell only
 * at its start (or after the `=` of a guard).
 */
export function recordAt(text: string, from: number, delimiter: string, quote = '"'): TextRecord {
  let state: CellState = "start";
  for (let index = from; index < text.length; index++) {
    const character = text[index]!;
    if (state !== "quoted" && (character === "\n" || character === "\r")) {
      const next = character === "\r" && text[index + 1] === "\n" ? index + 2 : index + 1;
      return {from, to: index, next, isEnded: true, isOpen: false};
    }
    state = nextState(state, character, delimiter, quote);
  }
  return {from, to: text.length, next: text.length, isEnded: false, isOpen: state === "quoted"};
}

/** The records of a text, one by one. */
export function* recordSpans(text: string, delimiter: string, quote = '"'): Generator<RecordSpan> {
  for (let from = 0; from < text.length;) {
    const record = recordAt(text, from, delimiter, quote);
    yield record;
    from = record.next;
  }
}

/** The line at an offset. */
export function lineAt(text: string, from: number): RecordSpan {
  return recordAt(text, from, "", "");
}

type CellState = "start" | "guard" | "plain" | "quoted" | "closed";

function nextState(state: CellState, character: string, delimiter: string, quote: string): CellState {
  if (state === "quoted") return character === quote ? "closed" : "quoted";
  if (character === quote) return state === "plain" ? "plain" : "quoted";
  if (character === delimiter) return "start";
  return state === "start" && character === "=" ? "guard" : "plain";
}

/** How records end. */
export type LineEnd = "\r\n" | "\n" | "\r";

/** The line end that a text uses after its first record. */
export function lineEnd(text: string, delimiter = ","): LineEnd {
  const {to, next} = recordAt(text, 0, delimiter);
  return (text.slice(to, next) || "\n") as LineEnd;
}
