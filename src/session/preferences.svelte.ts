import type {Settings} from "../persist/settings";

/** The look a person chose; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

/** What a person chose once and finds again: language, look, and whether buyers are shown by name. */
export class Preferences {
  /** BCP 47 tag of a shipped language */
  locale: string = $state("en");
  theme: Theme = $state("system");
  /** buyers' names and contacts are masked on screen until asked for; never remembered */
  showsIdentities: boolean = $state(false);

  readonly #settings: Settings;

  constructor(settings: Settings, defaultLocale: string) {
    this.#settings = settings;
    this.locale = settings.read("locale") ?? defaultLocale;
    this.theme = settings.read("theme") ?? "system";
  }

  /** Changes the language and remembers it. */
  chooseLocale(locale: string): void {
    this.locale = locale;
    this.#settings.write("locale", locale);
  }

  /** Changes the look and remembers it. */
  chooseTheme(theme: Theme): void {
    this.theme = theme;
    this.#settings.write("theme", theme);
  }

  /** The look in force, given what the device prefers. */
  resolvedTheme(deviceIsDark: boolean): "light" | "dark" {
    if (this.theme === "system") return deviceIsDark ? "dark" : "light";
    return this.theme;
  }
}
