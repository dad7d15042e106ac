import {createContext} from "svelte";
import type {Words} from "../base/words";

/** Holds the i18n context; replaced when the language changes. */
export class I18nContext {
  current: Words = $state.raw() as Words;

  constructor(words: Words) {
    this.current = words;
  }
}

const [get, set] = createContext<I18nContext>();

/** The i18n context; only while a component initialises. */
export const getI18n = get;
/** Provides the i18n context to all components below. */
export const setI18n = set;
