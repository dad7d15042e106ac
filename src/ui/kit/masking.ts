import type {Words} from "../../base/words";
import {maskedColumns} from "../../models/library";

/** What a person's own SQL may call a buyer. */
const buyerNames = ["customer", "buyer"];
const identityColumns = new Set([...maskedColumns(), ...buyerNames]);

/** Whether a column says who a buyer is: as the headers of the relations mark it, and two names of a person's own. */
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
