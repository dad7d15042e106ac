/** A cell's row (from 0; −1 for the header) and column (from 0). */
export interface Place {
  row: number;
  column: number;
}

/** A rectangle of cells, corners included. */
export interface Block {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** The size of the grid. */
export interface Extent {
  rows: number;
  columns: number;
  /** rows per page key */
  page: number;
}

/** The rectangle between two cells, without the header. */
export function blockOf(a: Place, b: Place): Block {
  return {
    top: Math.max(0, Math.min(a.row, b.row)),
    bottom: Math.max(0, a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column)
  };
}

/** Whether a cell is in a block. */
export function isWithin({top, bottom, left, right}: Block, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** The number of cells in a block. */
export function sizeOf({top, bottom, left, right}: Block): number {
  return (bottom - top + 1) * (right - left + 1);
}

/** The cell that a key moves to; null for other keys. */
export function moved({row, column}: Place, key: string, isFar: boolean, extent: Extent): Place | null {
  const last = {row: extent.rows - 1, column: extent.columns - 1};
  const steps: Record<string, () => Place> = {
    ArrowUp: () => ({row: isFar ? 0 : row - 1, column}),
    ArrowDown: () => ({row: isFar ? last.row : row + 1, column}),
    ArrowLeft: () => ({row, column: isFar ? 0 : column - 1}),
    ArrowRight: () => ({row, column: isFar ? last.column : column + 1}),
    PageUp: () => ({row: Math.max(0, row - extent.page), column}),
    PageDown: () => ({row: row + extent.page, column}),
    Home: () => ({row: isFar ? 0 : row, column: 0}),
    End: () => ({row: isFar ? last.row : row, column: last.column})
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (!step) return null;
  const next = step();
  return {
    row: Math.max(-1, Math.min(last.row, next.row)),
    column: Math.max(0, Math.min(last.column, next.column))
  };
}
