import {shippedNotebooks} from "../../notebook/library";
import type {Settings} from "../../persist/settings";
import type {InputMemory} from "../notebook.svelte";

/**
 * Keeps the changed inputs of notebooks with the other settings, so that stages and settings are as they were left when the
 * page is opened again. Shipped notebooks share one set, since an input of the same name is the same setting in all of them;
 * each of one's own has its own.
 */
export function keptInputs(settings: Pick<Settings, "read" | "write">): InputMemory {
  const ownerOf = (notebook: string) => (shippedNotebooks.has(notebook) ? "shared" : notebook);
  return {
    read: (notebook) => settings.read("inputs")?.[ownerOf(notebook)] ?? {},
    write(notebook, values, known) {
      const all = settings.read("inputs") ?? {};
      const owner = ownerOf(notebook);
      // settings of another page of the same owner stay
      const others = Object.entries(all[owner] ?? {}).filter(([name]) => !known.has(name));
      const merged = Object.fromEntries([...others, ...Object.entries(values)]);
      const rest = Object.entries(all).filter(([name]) => name !== owner);
      const isEmpty = Object.keys(merged).length === 0;
      settings.write("inputs", Object.fromEntries(isEmpty ? rest : [...rest, [owner, merged]]));
    }
  };
}
