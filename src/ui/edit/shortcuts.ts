/** Commands on the focused cell while its text is not being edited. */
export type Command =
  | "run"
  | "run_next"
  | "up"
  | "down"
  | "shift_up"
  | "shift_down"
  | "above"
  | "below"
  | "duplicate"
  | "remove"
  | "fold"
  | "help";

/** Shortcuts as listed in the dialog; `mod` is Ctrl, or Cmd on macOS. */
export const shortcuts: readonly {name: string; keys: readonly string[]}[] = [
  {name: "run", keys: ["mod ↵"]},
  {name: "run_next", keys: ["⇧ ↵"]},
  {name: "write", keys: ["↵"]},
  {name: "leave", keys: ["Esc"]},
  {name: "move", keys: ["↑ ↓"]},
  {name: "shift", keys: ["Alt ↑ ↓"]},
  {name: "above", keys: ["A"]},
  {name: "below", keys: ["B"]},
  {name: "duplicate", keys: ["D"]},
  {name: "remove", keys: ["Delete", "⌫"]},
  {name: "fold", keys: ["F"]},
  {name: "undo", keys: ["mod Z", "mod ⇧ Z"]},
  {name: "find", keys: ["mod F"]},
  {name: "save", keys: ["mod S"]},
  {name: "complete", keys: ["Ctrl ␣"]},
  {name: "help", keys: ["?"]}
];

const plain: Readonly<Record<string, Command>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  k: "up",
  j: "down",
  a: "above",
  b: "below",
  d: "duplicate",
  f: "fold",
  Delete: "remove",
  Backspace: "remove",
  "?": "help"
};

type Pressed = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

/** The command of a key event; null when it has none. */
export function commandOf({key, altKey, ctrlKey, metaKey, shiftKey}: Pressed): Command | null {
  const isMod = ctrlKey || metaKey;
  if (key === "Enter") return isMod ? "run" : shiftKey ? "run_next" : null;
  if (altKey && !isMod) return key === "ArrowUp" ? "shift_up" : key === "ArrowDown" ? "shift_down" : null;
  if (isMod || altKey) return null;
  return plain[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
