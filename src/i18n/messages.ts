import {merge, type Messages} from "./translation/merge";

const languages = import.meta.glob<Messages>("./languages/*.ts", {import: "default"});

/** The shipped languages, as BCP 47 tags. */
export const locales: readonly string[] = Object.keys(languages).map((path) => /([^/]+)\.ts$/.exec(path)?.[1] ?? path);

/** All messages of one language; none for an unknown language, so that every key falls back. */
export async function loadMessages(locale: string): Promise<Messages> {
  return (await languages[`./languages/${locale}.ts`]?.()) ?? merge({});
}
