/** How hard a passphrase is to guess, as far as its letters tell. */
export type Strength = "weak" | "fair" | "strong";

const pools: readonly (readonly [RegExp, number])[] = [
  [/\d/, 10],
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/, 33],
  [/\P{ASCII}/u, 1500]
];

/** A rough guess: length times the kinds of characters, less where they repeat. Real words are easier than it says. */
export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase];
  const pool = pools.reduce((sum, [kind, size]) => (kind.test(passphrase) ? sum + size : sum), 0);
  const telling = Math.min(characters.length, new Set(characters).size * 2);
  const bits = telling * Math.log2(Math.max(1, pool));
  return bits < 60 ? "weak" : bits < 90 ? "fair" : "strong";
}
