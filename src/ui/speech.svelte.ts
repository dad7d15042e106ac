import {createContext} from "svelte";
import type {Words} from "../base/words";

/** Holds the i18n context; replaced when the language changes. */
export class Speech {
  current: Words = $state.raw() as Words;

  constructor(words: Words) {
    this.current = words;
  }
}

const [get, set] = createContext<Speech>();

/** The i18n context; only while a component initialises. */
export const getSpeech = get;
/** Provides the i18n context to all components below. */
export const setSpeech = set;
