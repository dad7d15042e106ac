const noStart = /^[，。、；：？！）》”’…％%,.;:?!)\]]/u;
const pieces = /\p{Script=Han}|[^\p{Script=Han}\s]+\s*|\s+/gu;

/** A text in lines no wider than `width`: between words, between Han characters, never before a closing sign. */
export function wrapText(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of splitPieces(text)) {
    if (line !== "" && measure((line + piece).trimEnd()) > width && !noStart.test(piece)) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return line.trim() === "" ? lines : [...lines, line.trimEnd()];
}

/** Full-width signs stand by themselves, or a Latin word would drag them along. */
function splitPieces(text: string): string[] {
  return (text.match(pieces) ?? []).flatMap(
    (piece) => piece.match(/[\u3000-\u303f\uff00-\uffef]|[^\u3000-\u303f\uff00-\uffef]+/gu) ?? []
  );
}
