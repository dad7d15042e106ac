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

const identityColumns = new Set([
  "customer_key",
  "customer",
  "buyer",
  "buyer_name",
  "buyer_phone",
  "buyer_email",
  "contact"
]);

/** Whether a column says who a buyer is. */
export function isIdentity(column: string): boolean {
  return identityColumns.has(column);
}

/** First and last character with dots between, so that a person is recognised by who knows them and by nobody else. */
export function mask(identity: string): string {
  const characters = [...identity];
  if (characters.length <= 2) return `${characters[0] ?? ""}···`;
  return `${characters.slice(0, 2).join("")}···${characters.at(-1)}`;
}

/** The same words, but buyers' identities masked. */
export function withMaskedIdentities(words: Words): Words {
  const value: Words["value"] = (column, content, unit) =>
    isIdentity(column) && typeof content === "string" ? mask(content) : words.value(column, content, unit);
  return Object.assign(Object.create(words) as Words, {value});
}
