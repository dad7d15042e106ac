import type {Settings} from "../persist/settings";

/** The chosen colour theme; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

/** The user's preferences: language, theme, width, and whether buyers are shown by name. */
export class Preferences {
  /** BCP 47 tag of a shipped language */
  locale: string = $state("en");
  theme: Theme = $state("system");
  /** whether notebooks use the full width, without the contents beside them */
  isWide: boolean = $state(false);
  /** whether buyers' names and contacts are shown unmasked; never stored */
  showsIdentities: boolean = $state(false);

  readonly #settings: Settings;

  constructor(settings: Settings, defaultLocale: string) {
    this.#settings = settings;
    this.locale = settings.read("locale") ?? defaultLocale;
    this.theme = settings.read("theme") ?? "system";
    this.isWide = settings.read("isWide") ?? false;
  }

  /** Changes the language and stores the choice. */
  chooseLocale(locale: string): void {
    this.locale = locale;
    this.#settings.write("locale", locale);
  }

  /** Changes the theme and stores the choice. */
  chooseTheme(theme: Theme): void {
    this.theme = theme;
    this.#settings.write("theme", theme);
  }

  /** Changes the width and stores the choice. */
  chooseWidth(isWide: boolean): void {
    this.isWide = isWide;
    this.#settings.write("isWide", isWide);
  }

  /** The theme in use, given the device's preference. */
  resolvedTheme(deviceIsDark: boolean): "light" | "dark" {
    if (this.theme === "system") return deviceIsDark ? "dark" : "light";
    return this.theme;
  }
}
