import {merge, type Messages} from "./merge";

const languages = import.meta.glob<Messages>("./languages/*.ts", {import: "default"});

/** The shipped languages, as BCP 47 tags. */
export const locales: readonly string[] = Object.keys(languages).map((path) => /([^/]+)\.ts$/.exec(path)?.[1] ?? path);

/** Every sentence of one language; an unknown language has none, so that each key falls back. */
export async function loadMessages(locale: string): Promise<Messages> {
  return (await languages[`./languages/${locale}.ts`]?.()) ?? merge({});
}
