import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  startCompletion,
  insertCompletionText,
  type Completion,
  type CompletionSource
} from "@codemirror/autocomplete";
import {indentLess, indentMore, moveLineDown, moveLineUp, standardKeymap, toggleComment} from "@codemirror/commands";
import {bracketMatching, indentUnit} from "@codemirror/language";
import {Annotation, Compartment, EditorState, StateEffect, StateField, type Extension} from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  lineNumbers,
  ViewPlugin,
  type Command,
  type DecorationSet,
  type KeyBinding,
  type ViewUpdate
} from "@codemirror/view";
import type {CompletionItem, CompletionList} from "./completions";
import {highlight, type EditorLanguage} from "./highlight";
import type {EditorFix, EditorProblem} from "./problems";

/** Callbacks of an editor. */
export interface EditorEvents {
  /** called with the text after the user changed it */
  input(text: string): void;
  /** called with the current problems: offsets moved along with typing, edited ones removed */
  problems(problems: readonly EditorProblem[]): void;
  run(): void;
  runNext(): void;
  leave(direction: -1 | 0 | 1): void;
  undo(): void;
  redo(): void;
  format(): void;
}

/** Options of an editor. */
export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  language: EditorLanguage;
  /** attributes of the editable element, such as its accessible name */
  attributes: Readonly<Record<string, string>>;
  /** completions at an offset */
  complete: (text: string, offset: number) => CompletionList | null;
  /** accessible name of the completion list */
  completionsLabel: string;
  events: EditorEvents;
}

/**
 * The CodeMirror adapter: an editor without history (the document has it), without a parser (highlighting uses our
 * tokenizer) and without a lint panel (problems are listed below the text).
 *
 * `CodeEditor.svelte` creates one when its cell comes near the screen, calls the setters whenever its props change, and
 * `destroy` when it is removed. `input` and `problems` may be called at any time in between; `setText` does not call
 * `input`.
 */
export class CodeMirrorAdapter {
  readonly #view: EditorView;
  readonly #wrapping = new Compartment();
  readonly #writing = new Compartment();

  constructor({parent, text, language, attributes, complete, completionsLabel, events}: EditorOptions) {
    this.#view = new EditorView({
      parent,
      doc: text,
      extensions: [
        this.#writing.of([]),
        this.#wrapping.of([]),
        keymap.of(commands(events)),
        autocompletion({
          override: [completionSource(complete)],
          icons: false,
          defaultKeymap: false,
          optionClass: ({type = ""}) => `offer-${type}`,
          addToOptions: [{render: titleOf, position: 60}]
        }),
        EditorState.phrases.of({Completions: completionsLabel}),
        keymap.of([...completionKeymap, ...exits(events), ...closeBracketsKeymap, ...standardKeymap]),
        EditorView.domEventHandlers({beforeinput: (event) => onHistory(event, events)}),
        EditorView.contentAttributes.of(attributes),
        EditorState.tabSize.of(4),
        indentUnit.of(language === "sql" ? "    " : "  "),
        EditorState.languageData.of(() => [languages[language]]),
        closeBrackets(),
        bracketMatching(),
        lineNumbers(),
        highlighting(language),
        problemField,
        EditorView.updateListener.of((update) => report(update, events))
      ]
    });
  }

  /** The current text. */
  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Whether an input method is composing, so that the text is provisional. */
  get isComposing(): boolean {
    return this.#view.composing;
  }

  /**
   * Replaces the text with the smallest change, so that the cursor keeps its place; does not call `input`. Trailing
   * line breaks belong to the fence: an owner that drops them does not remove one just typed.
   */
  setText(text: string): void {
    const given = text.replace(/\r\n?/g, "\n");
    if (given.trimEnd() === this.text.trimEnd()) return;
    const change = smallestChange(this.text, given);
    if (change) this.#view.dispatch({changes: change, annotations: fromOutside.of(true)});
  }

  /** Sets line wrapping. */
  setWrapping(isWrapping: boolean): void {
    this.#view.dispatch({effects: this.#wrapping.reconfigure(isWrapping ? EditorView.lineWrapping : [])});
  }

  /** Sets read-only mode. */
  setReadOnly(isReadOnly: boolean): void {
    this.#view.dispatch({effects: this.#writing.reconfigure(isReadOnly ? readOnly : [])});
  }

  /** Underlines problems. */
  setProblems(problems: readonly EditorProblem[]): void {
    this.#view.dispatch({effects: replaceProblems.of(problems)});
  }

  /** Applies a fix as if the user had typed it. */
  apply({from, to, insert}: EditorFix): void {
    this.replace(from, to, insert);
    this.focus();
  }

  /** Replaces a range as if the user had typed it, with the smallest change. */
  replace(from: number, to: number, insert: string): void {
    const change = smallestChange(this.#view.state.sliceDoc(from, to), insert);
    if (!change) return;
    const changes = {from: from + change.from, to: from + change.to, insert: change.insert};
    this.#view.dispatch({changes, userEvent: "input.replace", scrollIntoView: true});
  }

  /** Focuses the editor with the cursor at the start, the end, an offset, or where it was. */
  focus(at?: "start" | "end" | number): void {
    const length = this.#view.state.doc.length;
    const anchor = at === "start" ? 0 : at === "end" ? length : at;
    if (anchor !== undefined)
      this.#view.dispatch({selection: {anchor: Math.min(length, anchor)}, scrollIntoView: true});
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}

/** The smallest replacement that turns one text into another; null for equal texts. */
export function smallestChange(before: string, after: string): {from: number; to: number; insert: string} | null {
  if (before === after) return null;
  const limit = Math.min(before.length, after.length);
  let start = 0;
  while (start < limit && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < limit - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return {from: start, to: before.length - end, insert: after.slice(start, after.length - end)};
}

/** A CodeMirror completion with our own data. */
interface ListedCompletion extends Completion {
  item: CompletionItem;
}

/** Passes our ranked completions to CodeMirror. */
function completionSource(complete: EditorOptions["complete"]): CompletionSource {
  return ({state, pos, explicit}) => {
    const found = complete(state.doc.toString(), pos);
    if (!found) return null;
    const {from, to, typed, completions} = found;
    const isAsked =
      explicit || typed !== "" || /[.$]$|^\w+: $|\{\{$/.test(state.sliceDoc(state.doc.lineAt(pos).from, pos));
    const isWritten = completions.length === 1 && completions[0]!.insert.trimEnd() === state.sliceDoc(from, to);
    if (!isAsked || (isWritten && !explicit)) return null;
    return {from, to, filter: false, options: completions.map(completionOf)};
  };
}

function completionOf(item: CompletionItem): ListedCompletion {
  const {name, kind, detail, doc, insert, back = 0} = item;
  return {
    item,
    label: name,
    type: kind,
    detail: detail === "" ? undefined : detail,
    info: doc === "" ? undefined : doc,
    apply: (view, _, from, to) => {
      // uses an existing parenthesis
      const isCalled = insert.endsWith("()") && view.state.sliceDoc(to, to + 1) === "(";
      const text = isCalled ? insert.slice(0, -2) : insert;
      const change = insertCompletionText(view.state, text, from, to);
      const anchor = from + text.length + (isCalled ? 1 : -back);
      view.dispatch({...change, selection: {anchor}});
    }
  };
}

function titleOf(completion: Completion, _: EditorState, {contentDOM}: EditorView): Node | null {
  const {title, name} = (completion as ListedCompletion).item;
  if (title === "" || title === name) return null;
  const element = contentDOM.ownerDocument.createElement("span");
  element.className = "offer-title";
  element.textContent = title;
  return element;
}

const fromOutside = Annotation.define<boolean>();

const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({tabindex: "0", "aria-readonly": "true"})
];

const languages: Readonly<Record<EditorLanguage, Readonly<Record<string, unknown>>>> = {
  sql: {commentTokens: {line: "--"}, closeBrackets: {brackets: ["(", "[", "{", "'", '"']}},
  yaml: {commentTokens: {line: "#"}, closeBrackets: {brackets: ["[", "{", '"']}},
  markdown: {closeBrackets: {brackets: []}}
};

/** The editor's key bindings; Tab is left to the browser, so that the keyboard is not trapped. */
function commands(events: EditorEvents): KeyBinding[] {
  const runEvent =
    (event: () => void): Command =>
    () => {
      event();
      return true;
    };
  // what is run is written to its end: a list that is open, or about to open, would stand over the result
  const finished =
    (event: () => void): Command =>
    (view) => {
      closeCompletion(view);
      event();
      return true;
    };
  return [
    {key: "Tab", run: acceptCompletion},
    {key: "Mod-Enter", run: finished(() => events.run())},
    {key: "Shift-Enter", run: finished(() => events.runNext())},
    {key: "Mod-z", run: runEvent(() => events.undo()), preventDefault: true},
    {key: "Mod-Shift-z", run: runEvent(() => events.redo()), preventDefault: true},
    {key: "Mod-y", run: runEvent(() => events.redo()), preventDefault: true},
    {key: "Shift-Alt-f", run: runEvent(() => events.format())},
    {key: "Mod-]", run: indentMore},
    {key: "Mod-[", run: indentLess},
    {key: "Mod-/", run: toggleComment},
    {key: "Alt-ArrowUp", run: moveLineUp},
    {key: "Alt-ArrowDown", run: moveLineDown},
    {key: "F8", run: goToNextProblem},
    // for systems where Ctrl + Space changes the input method
    {key: "Alt-/", run: startCompletion}
  ];
}

/** Keys that leave the editor, at lower precedence than those of an open completion list. */
function exits(events: EditorEvents): KeyBinding[] {
  const leave =
    (direction: -1 | 1): Command =>
    (view) => {
      if (!isAtEdge(view, direction)) return false;
      events.leave(direction);
      return true;
    };
  const escape = () => {
    events.leave(0);
    return true;
  };
  return [
    {key: "ArrowUp", run: leave(-1)},
    {key: "ArrowDown", run: leave(1)},
    {key: "Escape", run: escape}
  ];
}

/** Whether the cursor is on the first (-1) or last (1) visual line, with nothing selected. */
function isAtEdge(view: EditorView, direction: -1 | 1): boolean {
  const {main} = view.state.selection;
  const edge = direction < 0 ? 0 : view.state.doc.length;
  if (!main.empty || view.state.doc.lineAt(main.head).number !== view.state.doc.lineAt(edge).number) return false;
  const here = view.coordsAtPos(main.head);
  const there = view.coordsAtPos(edge);
  return !here || !there || Math.abs(here.top - there.top) < 2;
}

/** Undo and redo from a menu or a phone's keyboard. */
function onHistory(event: InputEvent, events: EditorEvents): boolean {
  if (event.inputType === "historyUndo") events.undo();
  else if (event.inputType === "historyRedo") events.redo();
  else return false;
  event.preventDefault();
  return true;
}

function report(update: ViewUpdate, events: EditorEvents): void {
  const isOurs = update.transactions.some((transaction) => transaction.annotation(fromOutside));
  if (update.docChanged && !isOurs) events.input(update.state.doc.toString());
  const problems = update.state.field(problemField);
  if (problems !== update.startState.field(problemField)) events.problems(problems.list);
}

const inks = new Map<string, Decoration>();
function tokenClassOf(name: string): Decoration {
  const known = inks.get(name) ?? Decoration.mark({class: `ink-${name}`});
  inks.set(name, known);
  return known;
}

function highlighting(language: EditorLanguage): Extension {
  const draw = (view: EditorView): DecorationSet => {
    const ranges = highlight(view.state.doc.toString(), language);
    const {from: top, to: bottom} = view.viewport;
    const seen = ranges.filter(({from, to}) => from < to && to > top && from < bottom);
    return Decoration.set(seen.map(({from, to, tokenClass}) => tokenClassOf(tokenClass).range(from, to)));
  };
  return ViewPlugin.define(
    (view) => ({
      ranges: draw(view),
      update(update: ViewUpdate) {
        if (update.docChanged || update.viewportChanged) this.ranges = draw(update.view);
      }
    }),
    {decorations: ({ranges}) => ranges}
  );
}

interface Problems {
  list: readonly EditorProblem[];
  marks: DecorationSet;
}

const replaceProblems = StateEffect.define<readonly EditorProblem[]>();

const problemField = StateField.define<Problems>({
  create: () => ({list: [], marks: Decoration.none}),
  update(known, transaction) {
    const told = transaction.effects.find((effect) => effect.is(replaceProblems));
    if (told) return underline(told.value, transaction.newDoc.length);
    if (!transaction.docChanged || known.list.length === 0) return known;
    const {changes} = transaction;
    const move = <T extends {from: number; to: number}>(it: T): T => ({
      ...it,
      from: changes.mapPos(it.from, 1),
      to: changes.mapPos(it.to, -1)
    });
    const left = known.list.filter(({from, to}) => changes.touchesRange(from, to) === false);
    return underline(
      left.map((problem) => ({...move(problem), fixes: problem.fixes.map(move)})),
      transaction.newDoc.length
    );
  },
  provide: (field) => EditorView.decorations.from(field, ({marks}) => marks)
});

/** Decorations for problems, without those beyond the end of the text. */
function underline(all: readonly EditorProblem[], length: number): Problems {
  const isWithin = ({from, to}: {from: number; to: number}) => from <= to && to <= length;
  const list = all.filter((problem) => isWithin(problem) && problem.fixes.every(isWithin));
  const marks = list
    .filter(({from, to}) => from < to)
    .map(({from, to, severity}) => Decoration.mark({class: `problem ${severity}`}).range(from, to));
  return {list, marks: Decoration.set(marks, true)};
}

/** Moves the cursor to the next problem. */
const goToNextProblem: Command = (view) => {
  const {list} = view.state.field(problemField);
  const {head} = view.state.selection.main;
  const places = list.map(({from}) => from).sort((a, b) => a - b);
  const anchor = places.find((place) => place > head) ?? places[0];
  if (anchor === undefined) return false;
  view.dispatch({selection: {anchor}, scrollIntoView: true});
  return true;
};
