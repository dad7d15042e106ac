/** A pasted table as a file: at least two lines, and cells between them; null for anything else. */
export function pastedFile(text: string, {now = Date.now} = {}): File | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  if (lines.length < 2 || !/[\t,;|]/.test(lines[0] ?? "")) return null;
  return new File([text], "pasted.csv", {type: "text/csv", lastModified: now()});
}
