/** A cell by its number: rows from 0, −1 for the head; columns from 0. */
export interface Place {
  row: number;
  column: number;
}

/** The cells between two corners, both included. */
export interface Block {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** How far there is to go. */
export interface Extent {
  rows: number;
  columns: number;
  /** rows that a page key moves */
  page: number;
}

/** The cells between two corners; the head is never among them. */
export function blockOf(a: Place, b: Place): Block {
  return {
    top: Math.max(0, Math.min(a.row, b.row)),
    bottom: Math.max(0, a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column)
  };
}

/** Whether a cell lies within a block. */
export function isWithin({top, bottom, left, right}: Block, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** How many cells a block holds. */
export function sizeOf({top, bottom, left, right}: Block): number {
  return (bottom - top + 1) * (right - left + 1);
}

/** Where a key leads from a cell; null for a key that leads nowhere. */
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
