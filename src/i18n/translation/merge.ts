/** Messages by key: `ingest.ids_ruined` → text with placeholders. */
export type Messages = Readonly<Record<string, string>>;

/** One catalogue from the files of a folder; throws when a key is in two files. */
export function merge(files: Readonly<Record<string, Messages>>): Messages {
  const all: Record<string, string> = Object.create(null);
  for (const [path, messages] of Object.entries(files)) {
    for (const [key, message] of Object.entries(messages)) {
      if (key in all) throw new Error(`message ${key} is written twice, again in ${path}`);
      all[key] = message;
    }
  }
  return all;
}
