/** A group of fewer customers than this is shown in nothing that leaves. */
export const smallestGroup = 10;

/** One to nine: nobody is a secret of no one. */
export function isSmall(count: number): boolean {
  return count > 0 && Math.round(count) < smallestGroup;
}
