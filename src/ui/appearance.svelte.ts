import type {Sentences} from "../i18n/translate";
import type {Preferences} from "../session/preferences.svelte";
import type {I18nContext} from "./i18n-context.svelte";

/** Loads the i18n context of a language and a shop's currency. */
export type WordsMaker = (locale: string, currency: string) => Promise<Sentences>;

/** Applies the chosen language and theme to the page; call it while a component initialises. */
export function followPreferences(
  preferences: Preferences,
  i18n: I18nContext,
  makeWords: WordsMaker,
  currency: () => string,
  {document = globalThis.document, matchMedia = globalThis.matchMedia.bind(globalThis)} = {}
): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let deviceIsDark: boolean = $state(dark.matches);
  dark.addEventListener("change", ({matches}) => (deviceIsDark = matches));

  $effect(() => {
    document.documentElement.dataset.theme = preferences.resolvedTheme(deviceIsDark);
  });
  $effect(() => {
    const {locale} = preferences;
    let isCurrent = true;
    void makeWords(locale, currency()).then((words) => {
      if (!isCurrent) return;
      i18n.current = words;
      document.documentElement.lang = locale;
    });
    return () => (isCurrent = false);
  });
}
