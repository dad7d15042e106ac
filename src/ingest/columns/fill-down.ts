import type {Mapping} from "../plan";

/**
 * Fills the empty cells of some columns with the last value above, in a file that writes it once for a group of rows.
 * Records are given in order, each once; a record of which less than half of the other cells are filled, as a total
 * under a group, stays as it is.
 */
export class FillDown {
  readonly #positions: readonly number[];
  readonly #last = new Map<number, string>();

  /** `positions` are the columns that are filled. */
  constructor(positions: readonly number[]) {
    this.#positions = positions;
  }

  /** The cells of the next record, filled. */
  next(cells: string[]): string[] {
    if (this.#positions.length === 0) return cells;
    const others = cells.filter((_, position) => !this.#positions.includes(position));
    if (others.filter((cell) => cell.trim() !== "").length * 2 < others.length) return cells;
    return cells.map((cell, position) => {
      if (!this.#positions.includes(position)) return cell;
      if (cell.trim() === "") return this.#last.get(position) ?? cell;
      this.#last.set(position, cell);
      return cell;
    });
  }
}

/** The columns of a mapping that are filled down, as positions in the header. */
export function filledPositions(mapping: Mapping | null, header: readonly string[]): number[] {
  return (mapping?.filledDown ?? []).map((name) => header.indexOf(name)).filter((position) => position >= 0);
}

/** Records with some columns filled down. */
export function filledDown(records: readonly string[][], positions: readonly number[]): string[][] {
  const filling = new FillDown(positions);
  return records.map((cells) => filling.next(cells));
}

/** Fewer gaps than this share of the rows, or than this number, are missing values, not groups. */
const leastShare = 0.2;
const leastGaps = 2;

/** Share of the groups whose value differs from that of the group above, as it does where a group has one value. */
const distinctShare = 0.95;

/**
 * Which of these columns are written once for a group of rows: the first row has a value, many rows have none, and the
 * values written differ from one to the next. An order number or customer without a value is one of a group only where the
 * day is empty too or the same as above; a day with a clock only where another of the columns is empty with it.
 */
export function columnsOfGroups(
  records: readonly (readonly string[])[],
  {day, others}: {day: number | null; others: readonly number[]}
): number[] {
  const valueAt = (cells: readonly string[] | undefined, position: number) => (cells?.[position] ?? "").trim();
  const hasGroups = (position: number) => {
    const values = records.map((cells) => valueAt(cells, position));
    const written = values.filter((value) => value !== "");
    const gaps = values.length - written.length;
    const changes = written.filter((value, at) => value !== written[at - 1]).length;
    const isOften = gaps >= leastGaps && gaps >= values.length * leastShare;
    return isOften && values[0] !== "" && changes >= written.length * distinctShare;
  };
  const isOfGroup = (position: number) =>
    day === null ||
    records.every((cells, at) => {
      const ofDay = valueAt(cells, day);
      return valueAt(cells, position) !== "" || ofDay === "" || ofDay === valueAt(records[at - 1], day);
    });
  const found = others.filter((position) => hasGroups(position) && isOfGroup(position));
  if (day === null || !hasGroups(day)) return found;
  const hasClock = records.some((cells) => /\d:\d\d/.test(valueAt(cells, day)));
  return hasClock && found.length === 0 ? [] : [day, ...found];
}
