// a cell that begins so is a formula to a spreadsheet; the full-width forms are turned into these by some of them
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

// where a spreadsheet splits cells at another sign than the file does, what follows that sign begins a cell: `a;=1+1` is a
// formula where lists are parted by semicolons, whatever quotes stand around it
const inner = /([;,|\t\r\n][\s"']*)([=+\-@＝＋－＠])/g;
const guardedInner = /([;,|\t\r\n][\s"']*)'([=+\-@＝＋－＠])/g;

/**
 * A text that a spreadsheet would run as a formula, as a whole or from any list separator on, with an apostrophe in front of
 * the formula; so is one that looks guarded already.
 */
export function escapeFormula(text: string): string {
  const safe = text.replace(inner, "$1'$2");
  return formula.test(safe) ? `'${safe}` : safe;
}

/** The text before it was guarded. */
export function unescapeFormula(text: string): string {
  const bare = text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
  return bare.replace(guardedInner, "$1$2");
}
