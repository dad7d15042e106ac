/** Groups with fewer customers than this are hidden in everything that is shared. */
export const smallestGroup = 10;

/** Whether a group must be hidden: one to nine customers; an empty group reveals nobody. */
export function isSmall(count: number): boolean {
  return count > 0 && Math.round(count) < smallestGroup;
}
