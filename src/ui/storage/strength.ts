/** The estimated strength of a passphrase. */
export type Strength = "weak" | "fair" | "strong";

/** Entropy of a word in bits: lists have a few thousand words of about eight letters. */
const word = 13;
const letters = 8;
const digit = 3.3;
const sign = 5;
const han = word / 2;

/** A conservative estimate: four words are fair, six are strong; repetitions count once. */
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
