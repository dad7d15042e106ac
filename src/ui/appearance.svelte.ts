import type {Words} from "../base/words";
import type {Preferences} from "../session/preferences.svelte";
import type {Speech} from "./speech.svelte";

/** Makes the words of a language, for a shop's currency. */
export type WordsMaker = (locale: string, currency: string) => Promise<Words>;

/** Keeps the page's language and look as the person chose; call it while a component starts. */
export function followPreferences(
  preferences: Preferences,
  speech: Speech,
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
      speech.current = words;
      document.documentElement.lang = locale;
    });
    return () => (isCurrent = false);
  });
}
