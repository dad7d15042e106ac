import * as v from "valibot";
import {browserStore, JsonStore, type TextStore} from "./browser/store";

const shapes = {
  /** BCP 47 tag of the language chosen */
  locale: v.pipe(v.string(), v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/)),
  /** the look chosen; `system` follows the device */
  theme: v.picklist(["system", "light", "dark"]),
  /** whether notebooks are read over the whole width */
  isWide: v.boolean(),
  /** whether files that are dropped are kept in this browser */
  keepsFiles: v.boolean(),
  /** the notebook that was open last: the name of a shipped one, or the id of one's own */
  notebook: v.pipe(v.string(), v.maxLength(100))
};

/** What a person chose once, by name. */
export type SettingValues = {[Name in keyof typeof shapes]: v.InferOutput<(typeof shapes)[Name]>};

/** What a person chose once and finds again; never throws, whatever the browser allows. */
export class Settings {
  readonly #values: JsonStore;

  constructor(store: TextStore = browserStore()) {
    this.#values = new JsonStore(store, "huitou.setting.");
  }

  /** What was chosen; `undefined` when nothing was, or what is stored is not a choice any more. */
  read<Name extends keyof SettingValues>(name: Name): SettingValues[Name] | undefined {
    const result = v.safeParse(shapes[name], this.#values.read(name));
    return result.success ? (result.output as SettingValues[Name]) : undefined;
  }

  /** Keeps a choice; false when the browser allows it only for as long as the page is open. */
  write<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): boolean {
    return this.#values.write(name, value);
  }
}
