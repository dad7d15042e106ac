import {groupBy} from "../../base/group";
import {smallestGroup} from "../group";

/** Customers or orders that stand in the same released sets, so that no released number tells them apart. */
export interface Atom {
  /** places of the sets that hold it */
  sets: readonly number[];
  /** number of people in it */
  people: number;
  /** who they are, where they are fewer than the smallest group; null where they are more */
  few: readonly string[] | null;
}

/** A set of which a number is released: the customers of a row, or those that one of its columns counts. */
export interface ReleasedSet {
  table: string;
  row: number;
  /** the column that counts the set; null for all that the row says of its group */
  column: string | null;
  /** what a person's own SQL asks of each customer or order before it counts them, as text; absent where it asks nothing */
  question?: string;
}

/** Sets over the same customers or orders; sums and differences of their numbers are known to every reader. */
export interface Population {
  /** null for what is known anyway, such as all customers of the shop */
  sets: readonly (ReleasedSet | null)[];
  atoms: readonly Atom[];
}

/** One set while the released ones are compared. */
interface Member {
  place: number;
  /** sets of one table and column; most are disjoint */
  group: string;
  /** whether it holds what is known anyway; what such numbers tell by themselves, nobody on this page has told */
  isKnown: boolean;
  bits: Uint32Array;
  size: number;
}

/**
 * Sets to withhold until no sum or difference of released ones leaves fewer people than the smallest group: from every set those
 * that it holds are subtracted, and what linear algebra can solve for is looked at. `isOut` says which are withheld already.
 */
export function findTelling(population: Population, isOut: (set: ReleasedSet) => boolean): ReleasedSet[] {
  const members = membersOf(population).filter(({place}) => {
    const set = population.sets[place];
    return !set || !isOut(set);
  });
  const found: ReleasedSet[] = [];
  for (let open = members; ;) {
    const told = subtracted(open, population) ?? solved(open, population);
    const smallest = told
      ?.filter(({isKnown}) => !isKnown)
      .reduce<Member | null>((least, each) => (least === null || each.size < least.size ? each : least), null);
    if (!smallest) return found;
    found.push(population.sets[smallest.place]!);
    open = open.filter((each) => each !== smallest);
  }
}

/** Questions about a few people that a page may answer by showing that there are none; each tells one bit of somebody. */
const mostQuestions = 8;

/**
 * Sets that ask about a few people, where a page asks more often than an honest one does: each leaves nobody out, or a few, of
 * another set. That it is shown or hidden answers the question, and many such answers spell a number.
 */
export function findProbing(populations: readonly Population[]): ReleasedSet[] {
  const probing = populations.flatMap((population) => {
    const members = membersOf(population);
    return members.flatMap(({place, bits}) => {
      const set = population.sets[place];
      if (!set?.question || isFew(bits, population.atoms)) return [];
      const isNear = members.some(({place: other, bits: others}) => {
        const asked = population.sets[other];
        if (asked?.question === set.question || (asked?.table === set.table && asked.column === set.column))
          return false;
        return isNearlySame(bits, others, population.atoms);
      });
      return isNear ? [set] : [];
    });
  });
  const questions = new Set(probing.map(({question}) => question));
  return questions.size > mostQuestions ? probing : [];
}

/** Whether one of two sets holds the other and at most a few people more. */
function isNearlySame(some: Uint32Array, others: Uint32Array, atoms: readonly Atom[]): boolean {
  return [some.slice(), others.slice()].some((rest, at) => {
    const part = at === 0 ? others : some;
    return take(rest, part) && (rest.every((word) => word === 0) || isFew(rest, atoms));
  });
}

function membersOf({sets, atoms}: Population): Member[] {
  const words = Math.ceil(atoms.length / 32);
  const members = sets.map((set, place): Member => {
    const group = set === null ? `\u0000${place}` : JSON.stringify([set.table, set.column]);
    return {place, group, isKnown: set === null, bits: new Uint32Array(words), size: 0};
  });
  atoms.forEach(({sets: holding, people}, index) => {
    for (const place of holding) {
      const member = members[place]!;
      member.bits[index >> 5]! |= 1 << (index & 31);
      member.size += people;
    }
  });
  const known = members.filter(({isKnown}) => isKnown).map(({bits}) => String(bits));
  for (const member of members) member.isKnown ||= known.includes(String(member.bits));
  return members.filter(({size}) => size > 0);
}

/** Sets of which one is others and a few people more: those of one table, or of two; null when there are none. */
function subtracted(members: readonly Member[], {atoms}: Population): Member[] | null {
  const groups = [...groupBy(members, ({group}) => group).values()];
  for (const whole of members) {
    const rests = groups.flatMap((group) => {
      const rest = takeAll(whole.bits, without(group, whole));
      return rest ? [rest] : [];
    });
    for (const first of rests) {
      const told = [whole, ...first.taken];
      if (isFew(first.bits, atoms) && !areKnown(told)) return told;
      for (const group of groups) {
        const second = takeAll(first.bits, without(group, whole));
        if (second && isFew(second.bits, atoms) && !areKnown([...told, ...second.taken]))
          return [...told, ...second.taken];
      }
    }
  }
  return null;
}

function areKnown(members: readonly Member[]): boolean {
  return members.every(({isKnown}) => isKnown);
}

function without(group: readonly Member[], whole: Member): Member[] {
  return group.filter((part) => part !== whole && part.size <= whole.size);
}

/** What is left of a set without the parts that it holds; null when it holds none. */
function takeAll(whole: Uint32Array, parts: readonly Member[]): {bits: Uint32Array; taken: Member[]} | null {
  const bits = whole.slice();
  const taken = parts.filter((part) => take(bits, part.bits));
  return taken.length > 0 ? {bits, taken} : null;
}

/** Takes a set out of another that holds it all; whether it did. */
function take(rest: Uint32Array, part: Uint32Array): boolean {
  for (let at = 0; at < part.length; at += 1) if ((part[at]! & ~rest[at]!) !== 0) return false;
  for (let at = 0; at < part.length; at += 1) rest[at]! &= ~part[at]!;
  return true;
}

/** Whether some atoms hold one to nine people. */
function isFew(bits: Uint32Array, atoms: readonly Atom[]): boolean {
  const people = new Set<string>();
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = bits[word]!; left !== 0; left &= left - 1) {
      const {few} = atoms[word * 32 + 31 - Math.clz32(left & -left)]!;
      if (few === null) return false;
      for (const person of few) people.add(person);
      if (people.size >= smallestGroup) return false;
    }
  }
  return people.size > 0;
}

/** Multiplications that elimination may take; larger pages are compared by subtraction alone. */
const effort = 2e8;

/** Sets whose numbers, added and subtracted, tell that of a few people; null when there are none. */
function solved(members: readonly Member[], {atoms}: Population): Member[] | null {
  const used = atoms.flatMap((_, index) => (members.some(({bits}) => has(bits, index)) ? [index] : []));
  if (members.length ** 2 * (used.length + members.length) > effort) return null;
  // which sets of atoms are looked at depends on the order of elimination: the smallest atoms first, then last
  const rising = used.sort((a, b) => atoms[a]!.people - atoms[b]!.people);
  return eliminated(members, rising, atoms) ?? eliminated(members, rising.toReversed(), atoms);
}

function has(bits: Uint32Array, index: number): boolean {
  return (bits[index >> 5]! & (1 << (index & 31))) !== 0;
}

/** Gauss–Jordan over the atoms; each row keeps which sets it was made of. */
function eliminated(members: readonly Member[], order: readonly number[], atoms: readonly Atom[]): Member[] | null {
  const width = order.length;
  const rows = members.map(({bits}, at) => {
    const row = new Float64Array(width + members.length);
    order.forEach((index, column) => (row[column] = has(bits, index) ? 1 : 0));
    row[width + at] = 1;
    return row;
  });
  let next = 0;
  for (let column = 0; column < width && next < rows.length; column += 1) {
    const at = rows.findIndex((row, index) => index >= next && Math.abs(row[column]!) > 1e-9);
    if (at === -1) continue;
    [rows[next], rows[at]] = [rows[at]!, rows[next]!];
    const pivot = rows[next]!;
    const factor = pivot[column]!;
    for (let each = 0; each < pivot.length; each += 1) pivot[each]! /= factor;
    for (const row of rows) if (row !== pivot) reduce(row, pivot, column);
    next += 1;
  }
  for (const row of rows) {
    if (!isTelling(row, order, atoms)) continue;
    const told = members.filter((_, at) => Math.abs(row[width + at]!) > 1e-9);
    if (!areKnown(told)) return told;
  }
  return null;
}

function reduce(row: Float64Array, pivot: Float64Array, column: number): void {
  const factor = row[column]!;
  if (Math.abs(factor) <= 1e-9) return;
  for (let each = 0; each < row.length; each += 1) row[each]! -= factor * pivot[each]!;
}

/** Whether a row is the number of a few people, or a multiple of it. */
function isTelling(row: Float64Array, order: readonly number[], atoms: readonly Atom[]): boolean {
  const bits = new Uint32Array(Math.ceil(atoms.length / 32));
  let factor = 0;
  for (let column = 0; column < order.length; column += 1) {
    const value = row[column]!;
    if (Math.abs(value) <= 1e-9) continue;
    if (factor === 0) factor = value;
    if (Math.abs(value - factor) > 1e-9) return false;
    const index = order[column]!;
    bits[index >> 5]! |= 1 << (index & 31);
  }
  return factor !== 0 && isFew(bits, atoms);
}
