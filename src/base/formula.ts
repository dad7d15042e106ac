// a cell that begins so is a formula to a spreadsheet; the full-width forms are turned into these by some of them, and blanks
// before them are dropped
const formula = /^'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

// where a spreadsheet splits cells at another sign than the file does, what follows that sign begins a cell: `a;=1+1` is a
// formula where lists are parted by semicolons, whatever quotes stand around it. Runs of signs, blanks and quotes are taken
// whole, so that a long one is gone through once
const run = /[;,|\s"']+/g;
const separator = /[;,|\t\r\n]/;
const formulaSign = /[=+\-@＝＋－＠]/;

/**
 * A text that a spreadsheet would run as a formula, as a whole or from any list separator on, with an apostrophe in front of
 * the formula; so is one that looks guarded already.
 */
export function escapeFormula(text: string): string {
  const safe = replaceBeforeFormulas(text, (before) => (separator.test(before) ? `${before}'` : before));
  return formula.test(safe) ? `'${safe}` : safe;
}

/** The text before it was guarded. */
export function unescapeFormula(text: string): string {
  const bare = text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
  return replaceBeforeFormulas(bare, (before) => {
    const unguarded = before.slice(0, -1);
    return before.endsWith("'") && separator.test(unguarded) ? unguarded : before;
  });
}

/** Replaces each whole run of separators, blanks and quotes that stands right before a sign that begins a formula. */
function replaceBeforeFormulas(text: string, replace: (before: string) => string): string {
  return text.replace(run, (before, at: number) =>
    formulaSign.test(text.charAt(at + before.length)) ? replace(before) : before
  );
}
