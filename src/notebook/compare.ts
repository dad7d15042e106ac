import {diffArrays, diffWordsWithSpace} from "diff";
import {linesOf} from "./text/lines";
import type {Cell} from "./notebook";
import {parseNotebook} from "./parse";

/** A line of the comparison of two texts. */
export interface DiffLine {
  kind: "same" | "added" | "removed";
  /** one-based line number in the old text; null for an added line */
  before: number | null;
  /** one-based line number in the new text; null for a removed line */
  after: number | null;
  /** the line without its line break */
  text: string;
  /** the line in parts, those that differ from the paired line marked; one part when it has no pair */
  stretches: readonly Stretch[];
}

/** Part of a line. */
export interface Stretch {
  text: string;
  isChanged: boolean;
}

/** Which cells were added, removed and changed (by name), and the number of added and removed lines. */
export interface DiffSummary {
  added: number;
  removed: number;
  cells: {added: string[]; removed: string[]; changed: string[]};
}

/** Maximum edit distance in lines; beyond it all lines count as replaced. */
const mostEdits = 4000;
/** Maximum line length in characters for a comparison by words. */
const longestLine = 4000;

/** Compares two texts by lines, in the order of the new text, removed lines before added ones. */
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

/** Counts the differences of two texts. */
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

/** The text of each cell by name, without trailing blank lines. */
function cellsIn(text: string): Map<string, string> {
  return new Map(parseNotebook(text).cells.map((cell: Cell) => [cell.id, cell.source.trimEnd()]));
}

/** Where as many lines were removed as added in one place, they are compared in pairs. */
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

// Chinese words are not separated by spaces
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter("zh", {granularity: "word"}) : undefined;

function compareWords(old: string, now: string): [Stretch[], Stretch[]] {
  if (old.length > longestLine || now.length > longestLine) return [whole(old), whole(now)];
  const changes = diffWordsWithSpace(old, now, {intlSegmenter: segmenter});
  const kept = changes.filter(({added, removed, value}) => !added && !removed && value.trim() !== "");
  // when nothing is equal, marking every word is no help
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
