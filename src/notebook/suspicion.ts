/** A sign that a text may be deceptive. */
export interface Suspicion {
  code:
    | "notebook.suspicious_bidi"
    | "notebook.suspicious_invisible"
    | "notebook.suspicious_mixed"
    | "notebook.suspicious_lookalike";
  /** where it was found */
  where: "title" | "name" | "statement" | "prose";
  /** the cell's id; null for the title */
  cell: string | null;
  /** the characters (`U+202E`), the word, or the name that it resembles */
  details: Record<string, unknown>;
}

/** Characters that change the direction of text. */
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** Invisible characters and unusual spaces, except the joiners of emoji and Indic scripts. */
const invisible = new RegExp(
  [
    "[\\u00AD\\u115F\\u1160\\u180E\\u200B\\u2060-\\u2064\\u206A-\\u206F\\u3164\\uFEFF\\uFFA0]",
    "\\u034F|\\u17B4|\\u17B5",
    "[\\u{1D173}-\\u{1D17A}]|[\\u{E0000}-\\u{E00FF}]",
    "(?<!\\p{M}|\\p{Extended_Pictographic}|\\uFE0F)(?:\\u200C|\\u200D)"
  ].join("|"),
  "gu"
);

/** Scripts with similar letters. */
const scripts: Readonly<Record<string, RegExp>> = {
  Latin: /\p{Script=Latin}/u,
  Greek: /\p{Script=Greek}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u
};

/** Letters of other scripts and the Latin ones they resemble. */
const twins: ReadonlyMap<string, string> = new Map(
  (
    "\u0430a \u0435e \u043Eo \u0440p \u0441c \u0443y \u0445x \u0456i \u0458j \u0455s \u04BBh \u0501d \u051Bq \u051Dw \u043Ak \u043Cm \u0442t \u0432b \u043Dh \u0433r \u0410A \u0412B " +
    "\u0415E \u0417\u0033 \u041AK \u041CM \u041DH \u041EO \u0420P \u0421C \u0422T \u0423Y \u0425X \u0405S \u0406I \u0408J \u03BFo \u03B1a \u03BDv \u03C1p \u03C5u \u03B9i \u03BAk \u03C4t \u03C7x " +
    "\u0391A \u0392B \u0395E \u0396Z \u0397H \u0399I \u039AK \u039CM \u039DN \u039FO \u03A1P \u03A4T \u03A5Y \u03A7X \u0131i \u0261g \u0585o \u057Du \u0570h \u0578n"
  )
    .split(" ")
    .map((pair) => [pair.slice(0, 1), pair.slice(1)])
);

/** The suspicions about a title or a name; `known` are the names it could be confused with. */
export function suspectName(
  text: string,
  known: Iterable<string>,
  found: Pick<Suspicion, "where" | "cell">
): Suspicion[] {
  const mixed = text
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => ({word, scripts: Object.keys(scripts).filter((name) => scripts[name]!.test(word))}))
    .filter((each) => each.scripts.length > 1);
  const skeleton = skeletonOf(text);
  const twin = [...known].find((name) => !isPlainly(name, text) && skeletonOf(name) === skeleton);
  return [
    ...suspectText(text, found),
    ...mixed.map(({word, scripts: names}): Suspicion => ({
      ...{code: "notebook.suspicious_mixed", ...found},
      details: {text: shown(word), scripts: names}
    })),
    ...(twin === undefined
      ? []
      : [{code: "notebook.suspicious_lookalike", ...found, details: {text: shown(text), looksLike: twin}} as const])
  ];
}

/** Direction-changing and invisible characters in a text. */
export function suspectText(text: string, found: Pick<Suspicion, "where" | "cell">): Suspicion[] {
  const suspicions = [
    {code: "notebook.suspicious_bidi", characters: text.match(turning)},
    {code: "notebook.suspicious_invisible", characters: text.replace(/^\uFEFF/, "").match(invisible)}
  ] as const;
  return suspicions.flatMap(({code, characters}) =>
    characters
      ? [{code, ...found, details: {characters: [...new Set(characters.map(codeOf))], count: characters.length}}]
      : []
  );
}

/** The text with direction-changing and invisible characters written as codes. */
export function revealed(text: string): string {
  return text
    .replace(turning, (character) => `⟦${codeOf(character)}⟧`)
    .replace(invisible, (character) => `⟦${codeOf(character)}⟧`);
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Whether two texts differ only in case. */
function isPlainly(a: string, b: string): boolean {
  return a.normalize("NFC").toLowerCase() === b.normalize("NFC").toLowerCase();
}

function skeletonOf(text: string): string {
  const plain = text.normalize("NFKC").replace(turning, "").replace(invisible, "");
  return [...plain]
    .map((letter) => twins.get(letter) ?? letter)
    .join("")
    .toLowerCase()
    .replace(/[l1|]/g, "i")
    .replaceAll("0", "o");
}

function shown(text: string): string {
  return revealed(text).slice(0, 80);
}
