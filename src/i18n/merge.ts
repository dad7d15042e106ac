/** Sentences by key: `ingest.ids_ruined` → text with placeholders. */
export type Messages = Readonly<Record<string, string>>;

/** One catalogue out of a folder of files, one file a room; a key belongs to one file only. */
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
