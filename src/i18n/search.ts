/** The first Chinese character, in the order of pinyin, that begins with each letter; no syllable begins with I, U or V. */
const firsts = [..."阿八嚓哒妸发旮哈讥咔垃呣拏喔妑七呥扨它穵夕丫帀"];
const letters = "abcdefghjklmnopqrstwxyz";
const byPinyin = new Intl.Collator("zh-Hans-u-co-pinyin");

/**
 * The first letter of every word, and of the pinyin of every Chinese character: `客户 check-up` is `khcu`. A character with
 * several readings has the letter that dictionaries sort it under.
 */
export function initialsOf(text: string): string {
  const parts = text.toLowerCase().match(/\p{Script=Han}|[^\p{Script=Han}\P{L}]+|\d+/gu) ?? [];
  return parts.map((part) => (/\p{Script=Han}/u.test(part) ? initialOf(part) : part[0]!)).join("");
}

function initialOf(character: string): string {
  const at = firsts.findLastIndex((first) => byPinyin.compare(first, character) <= 0);
  return letters[at] ?? "";
}

/**
 * How well a text answers what was typed, 0 best; null when a word of it is not found. A word is found at the beginning of
 * the text, inside it, among its initials, or with its letters in order.
 */
export function scoreOf(query: string, text: string): number | null {
  const plain = normalize(text);
  const initials = initialsOf(plain);
  let sum = 0;
  for (const word of normalize(query).split(/\s+/).filter(Boolean)) {
    const score = scoreOfWord(word, plain, initials);
    if (score === null) return null;
    sum += score;
  }
  return sum;
}

function scoreOfWord(word: string, text: string, initials: string): number | null {
  const at = text.indexOf(word);
  if (at === 0) return 0;
  if (at > 0) return /[\p{L}\d]/u.test(text[at - 1]!) ? 2 : 1;
  const among = initials.indexOf(word);
  if (among >= 0) return among === 0 ? 1.5 : 2.5;
  return hasInOrder(word, text) ? 4 : null;
}

// one letter is in almost every text
function hasInOrder(word: string, text: string): boolean {
  if (word.length < 3) return false;
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0 || (from > 0 && at - from > 8)) return false;
    from = at + 1;
  }
  return true;
}

/** One form for what differs in case or width only. */
function normalize(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** The items that answer what was typed, best first; all of them, in their order, when nothing was typed. */
export function findMatches<Item>(items: readonly Item[], query: string, textOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({item, score: scoreOf(query, textOf(item))}))
    .filter((scored): scored is {item: Item; score: number} => scored.score !== null)
    .sort((a, b) => a.score - b.score)
    .map(({item}) => item);
}
