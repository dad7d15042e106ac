import {createContext} from "svelte";
import type {Words} from "../base/words";

/** The reader's language, in one place; replaced whole when it changes. */
export class Speech {
  current: Words = $state.raw() as Words;

  constructor(words: Words) {
    this.current = words;
  }
}

const [get, set] = createContext<Speech>();

/** How the reader is spoken to; only within a component. */
export const getSpeech = get;
/** Hands the language to every component below. */
export const setSpeech = set;
