/** The fallback language, which has a message for every key. */
export const fallbackLocale = "en";

/** The shipped language that fits the browser's preferences best. */
export function chooseLocale(preferred: readonly string[]): string {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return "zh-Hans";
    if (/^en\b/i.test(tag)) return "en";
  }
  return fallbackLocale;
}

/** Each language's name in itself, for the language menu. */
export function localeNames(locales: readonly string[]): Map<string, string> {
  return new Map(
    locales.map((locale) => [locale, new Intl.DisplayNames([locale], {type: "language"}).of(locale) ?? locale])
  );
}
