import {test} from "vitest";

/**
 * Soak tests: tests that repeat one thing many times, or do it with very much data. `npm test` runs a small share of each,
 * `npm run test:soak` runs all of it (vitest's mode `soak`). The assertions are the same in both.
 */
const isSoak = import.meta.env.MODE === "soak";

/** A test that runs in `npm run test:soak` only: one of several of a kind, of which `npm test` runs another. */
export const soakTest = test.skipIf(!isSoak);

/** How many, how often, or how large: `share` in `npm test`, `whole` in `npm run test:soak`. */
export function soakSize(share: number, whole: number): number {
  if (!(share > 0 && share < whole)) throw new RangeError(`a share of ${share} of ${whole}`);
  return isSoak ? whole : share;
}

/**
 * The cases of a soak test: all of them in `npm run test:soak`; in `npm test` as many as `share` says, those from the place
 * `from` on, the first ones following after the last.
 */
export function soakCases<Case>(cases: readonly Case[], share = 1, from = 0): Case[] {
  const count = soakSize(share, cases.length);
  return Array.from({length: count}, (_, index) => cases[(from + index) % cases.length]!);
}
