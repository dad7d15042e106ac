/** The language of last resort, in which every key has a sentence. */
export const fallbackLocale = "en";

/** The shipped language for a reader, from what the browser says they prefer. */
export function chooseLocale(preferred: readonly string[]): string {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return "zh-Hans";
    if (/^en\b/i.test(tag)) return "en";
  }
  return fallbackLocale;
}

/** What each language calls itself, for the language menu. */
export function localeNames(locales: readonly string[]): Map<string, string> {
  return new Map(
    locales.map((locale) => [locale, new Intl.DisplayNames([locale], {type: "language"}).of(locale) ?? locale])
  );
}
