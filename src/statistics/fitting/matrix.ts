/** A small square matrix, by rows. */
export type Matrix = readonly (readonly number[])[];

/** The inverse of a matrix, by elimination with the largest pivot; null when it has none. */
export function inverse(matrix: Matrix): Matrix | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const pivot = largestBelow(rows, column);
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    const value = top[column]!;
    if (!(Math.abs(value) > 1e-300) || !Number.isFinite(value)) return null;
    rows[column] = top.map((each) => each / value);
    for (let other = 0; other < size; other++) if (other !== column) eliminate(rows, other, column);
  }
  return rows.map((row) => row.slice(size));
}

function largestBelow(rows: readonly (readonly number[])[], column: number): number {
  let best = column;
  for (let row = column; row < rows.length; row++)
    if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
  return best;
}

function eliminate(rows: number[][], row: number, column: number): void {
  const factor = rows[row]![column]!;
  rows[row] = rows[row]!.map((value, index) => value - factor * rows[column]![index]!);
}
