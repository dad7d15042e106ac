import {createContext} from "svelte";
import type {Sentences} from "../i18n/translate";

/** Holds the i18n context; replaced when the language changes. */
export class I18nContext {
  current: Sentences = $state.raw() as Sentences;

  constructor(words: Sentences) {
    this.current = words;
  }
}

const [get, set] = createContext<I18nContext>();

/** The i18n context; only while a component initialises. */
export const getI18n = get;
/** Provides the i18n context to all components below. */
export const setI18n = set;
