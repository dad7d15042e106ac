import * as v from "valibot";
import {browserStore, JsonStore, type TextStore} from "./browser/store";

const shapes = {
  /** BCP 47 tag of the chosen language */
  locale: v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)),
  /** colour theme; `system` follows the device */
  theme: v.picklist(["system", "light", "dark"]),
  /** whether notebooks use the full width */
  isWide: v.boolean(),
  /** whether dropped files are kept in this browser */
  keepsFiles: v.boolean(),
  /** how many files were kept when they were last counted: what the next visit reads back, known before storage is open */
  keptFiles: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** the last open notebook: the name of a shipped one, or the id of one's own */
  notebook: v.pipe(v.string(), v.maxLength(100)),
  /** changed inputs of notebooks: values by variable, by whose they are (`shared` for the shipped notebooks, else an id) */
  inputs: v.record(
    v.pipe(v.string(), v.maxLength(100)),
    v.record(
      v.pipe(v.string(), v.maxLength(100)),
      v.union([v.number(), v.pipe(v.string(), v.maxLength(100)), v.pipe(v.array(v.number()), v.maxLength(50))])
    )
  )
};

/** The settings by name. */
export type SettingValues = {[Name in keyof typeof shapes]: v.InferOutput<(typeof shapes)[Name]>};

/** The user's settings; never throws. */
export class Settings {
  readonly #values: JsonStore;

  constructor(store: TextStore = browserStore()) {
    this.#values = new JsonStore(store, "huitou.setting.");
  }

  /** A setting; `undefined` when it was never chosen or is invalid. */
  read<Name extends keyof SettingValues>(name: Name): SettingValues[Name] | undefined {
    const result = v.safeParse(shapes[name], this.#values.read(name));
    return result.success ? (result.output as SettingValues[Name]) : undefined;
  }

  /** Stores a setting; false when it lasts only as long as the page is open. */
  write<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): boolean {
    return this.#values.write(name, value);
  }
}
