/** A header cell normalised for comparison: NFKC, lower case, without surrounding blanks and guards. */
export function normalizeHeader(cell: string): string {
  return cell
    .normalize("NFKC")
    .replace(/^\uFEFF/, "")
    .replace(/^=?"(.*)"$/s, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** Header cells made unique and non-empty, otherwise as written: a second `price` becomes `price_2`. */
export function uniqueHeader(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.replace(/^\uFEFF/, "").trim() || `column_${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}_${times}`;
  });
}

/**
 * One header from several rows: each column's lowest title, preceded by those above it where the lowest alone is not
 * unique. A title above several others extends over the empty cells to its right, like a merged cell.
 */
export function mergedHeader(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map((cells) => cells.length));
  const titles = titlesOf(rows, width);
  const name = (parts: readonly string[], count: number) => parts.slice(-count).join(" ");
  const counts = Array<number>(width).fill(1);
  for (let longest = 1; longest < rows.length; longest++) {
    const names = titles.map((parts, column) => name(parts, counts[column]!));
    const isTold = (column: number) => names.filter((other) => other === names[column]).length === 1;
    for (let column = 0; column < width; column++) if (!isTold(column)) counts[column] = longest + 1;
  }
  return titles.map((parts, column) => name(parts, counts[column]!));
}

/** The titles above each column from the top, without repetitions. */
function titlesOf(rows: readonly (readonly string[])[], width: number): string[][] {
  const cell = (row: number, column: number) => (rows[row]?.[column] ?? "").trim();
  const hasBelow = (row: number, column: number) => rows.some((_, below) => below > row && cell(below, column) !== "");
  const filled = rows.map((_, row) => {
    let group = "";
    return Array.from({length: width}, (_each, column) => {
      const own = cell(row, column);
      if (own !== "") group = hasBelow(row, column) ? own : "";
      return own || (hasBelow(row, column) ? group : "");
    });
  });
  return Array.from({length: width}, (_, column) => {
    const parts = filled.map((cells) => cells[column]!).filter((title) => title !== "");
    return parts.filter((title, at) => title !== parts[at - 1]);
  });
}

/** The key under which a mapping is stored: the normalised header cells in order. */
export function headerSignature(header: readonly string[]): string {
  return header.map(normalizeHeader).join("\u001F");
}
