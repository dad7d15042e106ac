import {diffArrays, diffWordsWithSpace} from "diff";
import {linesOf} from "./text/lines";
import type {Cell} from "./notebook";
import {parseNotebook} from "./parse";

/** A line of two texts laid upon each other. */
export interface DiffLine {
  kind: "same" | "added" | "removed";
  /** one-based number in the text before; null when it is not there */
  before: number | null;
  /** one-based number in the text after; null when it is not there */
  after: number | null;
  /** the line without its break */
  text: string;
  /** the line in stretches, those that differ from its counterpart marked; one stretch when it has none */
  stretches: readonly Stretch[];
}

/** Part of a line. */
export interface Stretch {
  text: string;
  isChanged: boolean;
}

/** What became of the cells, by the names that tell them apart, and how many lines came and went. */
export interface DiffSummary {
  added: number;
  removed: number;
  cells: {added: string[]; removed: string[]; changed: string[]};
}

/** lines apart, beyond which two texts are simply two texts */
const mostEdits = 4000;
/** letters of a line, beyond which its words are not compared */
const longestLine = 4000;

/** Two texts line by line, the lines in the order of the text after, those taken out before those put in. */
export function compareTexts(before: string, after: string): DiffLine[] {
  const [old, now] = [linesIn(before), linesIn(after)];
  const changes = diffArrays(old, now, {maxEditLength: mostEdits}) ?? [
    {value: old, removed: true, added: false},
    {value: now, removed: false, added: true}
  ];
  const count = {before: 0, after: 0};
  const lines = changes.flatMap(({value, added, removed}) =>
    value.map((text): DiffLine => {
      if (!added) count.before += 1;
      if (!removed) count.after += 1;
      return {
        kind: added ? "added" : removed ? "removed" : "same",
        before: added ? null : count.before,
        after: removed ? null : count.after,
        text,
        stretches: [{text, isChanged: false}]
      };
    })
  );
  return withStretches(lines);
}

/** What two texts differ in, counted. */
export function summarize(before: string, after: string): DiffSummary {
  const lines = compareTexts(before, after);
  const [old, now] = [cellsIn(before), cellsIn(after)];
  return {
    added: lines.filter(({kind}) => kind === "added").length,
    removed: lines.filter(({kind}) => kind === "removed").length,
    cells: {
      added: [...now.keys()].filter((id) => !old.has(id)),
      removed: [...old.keys()].filter((id) => !now.has(id)),
      changed: [...now].filter(([id, text]) => old.has(id) && old.get(id) !== text).map(([id]) => id)
    }
  };
}

function linesIn(text: string): string[] {
  return [...linesOf(text)].map((line) => line.text);
}

/** Blank lines below a cell say nothing. */
function cellsIn(text: string): Map<string, string> {
  return new Map(parseNotebook(text).cells.map((cell: Cell) => [cell.id, cell.source.trimEnd()]));
}

/** Where as many lines were taken out as were put in their place, each is compared with its own. */
function withStretches(lines: readonly DiffLine[]): DiffLine[] {
  const result = [...lines];
  for (let at = 0; at < result.length; at += 1) {
    const removed = runFrom(result, at, "removed");
    const added = runFrom(result, at + removed, "added");
    for (let each = 0; each < Math.min(removed, added); each += 1) {
      const [old, now] = [result[at + each]!, result[at + removed + each]!];
      const [oldStretches, nowStretches] = compareWords(old.text, now.text);
      result[at + each] = {...old, stretches: oldStretches};
      result[at + removed + each] = {...now, stretches: nowStretches};
    }
    at += removed > 0 ? removed + added - 1 : 0;
  }
  return result;
}

function runFrom(lines: readonly DiffLine[], from: number, kind: DiffLine["kind"]): number {
  const end = lines.findIndex((line, index) => index >= from && line.kind !== kind);
  return (end === -1 ? lines.length : end) - from;
}

// words of Chinese are not parted by spaces
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("zh", {granularity: "word"}) : undefined;

function compareWords(old: string, now: string): [Stretch[], Stretch[]] {
  if (old.length > longestLine || now.length > longestLine) return [whole(old), whole(now)];
  const changes = diffWordsWithSpace(old, now, {intlSegmenter: segmenter});
  const kept = changes.filter(({added, removed, value}) => !added && !removed && value.trim() !== "");
  // nothing in common: marking every word says nothing
  if (kept.length === 0) return [whole(old), whole(now)];
  const side = (isLeftOut: "added" | "removed", isMarked: "added" | "removed") =>
    changes
      .filter((change) => !change[isLeftOut])
      .map((change): Stretch => ({text: change.value, isChanged: Boolean(change[isMarked])}));
  return [side("added", "removed"), side("removed", "added")];
}

function whole(text: string): Stretch[] {
  return [{text, isChanged: false}];
}
