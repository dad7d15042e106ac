/** A header cell as it is compared: NFKC, without the blanks and guards around it, small letters. */
export function normalizeHeader(cell: string): string {
  return cell
    .normalize("NFKC")
    .replace(/^\uFEFF/, "")
    .replace(/^=?"(.*)"$/s, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** Header cells made unique and non-empty, in the file's own spelling: a second `price` becomes `price_2`. */
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
 * The cells of a header of several rows, from the top: each column's lowest title, with those above it before it where that
 * alone would not tell it from others. A title above titles of its own goes on over the empty cells to its right, as a
 * merged cell does.
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

/** What stands above each column, from the top, what stands there twice taken once. */
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

/** What a remembered mapping is filed under: the header's words in their order, however they are spaced or cased. */
export function headerSignature(header: readonly string[]): string {
  return header.map(normalizeHeader).join("\u001F");
}
