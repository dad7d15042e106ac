import type {Words} from "../../base/words";
import {maskedColumns} from "../../models/library";

/** Column names that a user's own SQL may give to buyers. */
const buyerNames = ["customer", "buyer"];
const identityColumns = new Set([...maskedColumns(), ...buyerNames]);

/** Whether a column identifies buyers: by the relations' headers, or by one of those names. */
export function isIdentity(column: string): boolean {
  return identityColumns.has(column);
}

/** The first and last character with dots between, recognisable only to those who know the name. */
export function mask(identity: string): string {
  const characters = [...identity];
  if (characters.length <= 2) return `${characters[0] ?? ""}···`;
  return `${characters.slice(0, 2).join("")}···${characters.at(-1)}`;
}

/** The same i18n context with buyers' identities masked. */
export function withMaskedIdentities(words: Words): Words {
  const value: Words["value"] = (column, content, unit) =>
    isIdentity(column) && typeof content === "string" ? mask(content) : words.value(column, content, unit);
  return Object.assign(Object.create(words) as Words, {value});
}
