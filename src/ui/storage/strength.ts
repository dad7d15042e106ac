/** How hard a passphrase is to guess, as far as its letters tell. */
export type Strength = "weak" | "fair" | "strong";

/** What guessing one more of each kind costs, in bits; words come from lists of a few thousand, and have eight letters. */
const word = 13;
const letters = 8;
const digit = 3.3;
const sign = 5;
const han = word / 2;

/** A rough guess, on the careful side: four words are fair, six are strong; what repeats counts once. */
export function strengthOf(passphrase: string): Strength {
  const runs = passphrase.match(/[A-Za-z]+|\d|[^\p{ASCII}]|[\x21-\x7e]/gu) ?? [];
  const bits = [...new Set(runs)].reduce((sum, run) => sum + bitsOf(run), 0);
  return bits < 4 * word ? "weak" : bits < 6 * word ? "fair" : "strong";
}

function bitsOf(run: string): number {
  if (/^[A-Za-z]/.test(run)) return Math.ceil(new Set(run).size / letters) * word;
  if (/^\d/.test(run)) return digit;
  return /^\p{ASCII}/u.test(run) ? sign : han;
}
