/** Something that an editor offers to write. */
export interface Offer {
  kind: "relation" | "cell" | "column" | "input" | "function" | "keyword" | "key" | "value";
  name: string;
  /** what is written */
  insert: string;
  /** how many characters before the end of what is written the cursor is put */
  back?: number;
  /** what the reader calls it; found by it, too */
  title: string;
  /** beside the title: a type, a value */
  detail: string;
  /** what it means */
  doc: string;
  /** how well it fits the place, whatever is typed */
  fit: number;
}

/** What could be written between two offsets, best first. */
export interface Offers {
  from: number;
  to: number;
  /** what has been typed of it */
  typed: string;
  offers: readonly Offer[];
}

/** Those that what has been typed may mean, best first: by how they match, then by how well they fit the place. */
export function rank(typed: string, offers: readonly Offer[], limit = 60): Offer[] {
  const wanted = typed.toLowerCase();
  return offers
    .map((offer) => ({offer, score: scoreOf(wanted, offer)}))
    .filter(({score}) => score > 0)
    .sort((a, b) => b.score - a.score || a.offer.name.length - b.offer.name.length || compare(a.offer, b.offer))
    .slice(0, limit)
    .map(({offer}) => offer);
}

function compare({name: a}: Offer, {name: b}: Offer): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How well a name or a title matches, 0 for not at all. */
function scoreOf(wanted: string, {name, title, kind, fit}: Offer): number {
  if (wanted === "") return 1 + fit;
  const match = Math.max(matchName(wanted, name.toLowerCase(), kind), matchTitle(wanted, title.toLowerCase()));
  return match === 0 ? 0 : match + fit;
}

function matchName(wanted: string, name: string, kind: Offer["kind"]): number {
  if (name === wanted) return 100;
  if (name.startsWith(wanted)) return 80;
  if (kind === "keyword") return 0;
  if (name.includes(`_${wanted}`)) return 60;
  if (initialsOf(name).startsWith(wanted)) return 50;
  return isTelling(wanted) && name.includes(wanted) ? 30 : 0;
}

/** `net_sales` is found by `ns`. */
function initialsOf(name: string): string {
  const words = name.split("_");
  return words.length > 1 ? words.map((word) => word[0] ?? "").join("") : "";
}

function matchTitle(wanted: string, title: string): number {
  if (title === "") return 0;
  if (title === wanted) return 90;
  if (title.startsWith(wanted)) return 70;
  return isTelling(wanted) && title.includes(wanted) ? 40 : 0;
}

/** Whether a piece says enough to be looked for inside of names: one Han character says as much as a few letters. */
function isTelling(wanted: string): boolean {
  return wanted.length >= 3 || /[^\p{ASCII}]/u.test(wanted);
}
