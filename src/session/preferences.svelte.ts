import type {Settings} from "../persist/settings";

/** The look a person chose; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

/** What a person chose once and finds again: language, look, and whether buyers are shown by name. */
export class Preferences {
  /** BCP 47 tag of a shipped language */
  locale: string = $state("en");
  theme: Theme = $state("system");
  /** notebooks are read over the whole width, without the contents beside them */
  isWide: boolean = $state(false);
  /** buyers' names and contacts are masked on screen until asked for; never remembered */
  showsIdentities: boolean = $state(false);

  readonly #settings: Settings;

  constructor(settings: Settings, defaultLocale: string) {
    this.#settings = settings;
    this.locale = settings.read("locale") ?? defaultLocale;
    this.theme = settings.read("theme") ?? "system";
    this.isWide = settings.read("isWide") ?? false;
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

  /** Changes the width and remembers it. */
  chooseWidth(isWide: boolean): void {
    this.isWide = isWide;
    this.#settings.write("isWide", isWide);
  }

  /** The look in force, given what the device prefers. */
  resolvedTheme(deviceIsDark: boolean): "light" | "dark" {
    if (this.theme === "system") return deviceIsDark ? "dark" : "light";
    return this.theme;
  }
}
