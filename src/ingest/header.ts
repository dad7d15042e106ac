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

/** What a remembered mapping is filed under: the header's words in their order, however they are spaced or cased. */
export function headerSignature(header: readonly string[]): string {
  return header.map(normalizeHeader).join("\u001F");
}
