import {AppError} from "../../base/errors";
import {noteOn, textFile, type Unpacked} from "../container";
import {normalizeHeader} from "../header";
import {recognize} from "../columns/platform";
import {shownName} from "../shown-name";

/** One sheet of a workbook of any format. */
export interface Sheet {
  name: string;
  isHidden: boolean;
  /** its size in bytes or cells */
  weight: number;
  /** its first rows without blank ones */
  head: () => Promise<string[][]>;
  /** the whole sheet as clean UTF-8 CSV; blank rows become blank lines */
  text: () => Promise<Blob>;
}

/** Number of rows searched for a header. */
export const headRows = 50;

interface Judged {
  sheet: Sheet;
  head: string[][];
  isKnown: boolean;
}

/**
 * The tables of a workbook as texts: every sheet with a platform's header, else the largest table and all sheets with
 * the same header. Hidden sheets count only when no other has data. A note says what was left out. Throws
 * `ingest.no_table`.
 */
export async function sheetTexts(path: readonly string[], sheets: readonly Sheet[]): Promise<Unpacked> {
  const judged: Judged[] = [];
  for (const sheet of sheets) {
    const head = await sheet.head();
    const isTable = head.some((cells) => cells.filter((cell) => cell.trim() !== "").length > 1);
    if (isTable) judged.push({sheet, head, isKnown: head.some((cells) => recognize(cells) !== null)});
  }
  const chosen = choose(judged);
  if (chosen.length === 0) throw new AppError("ingest.no_table");
  const texts = [];
  for (const {sheet} of chosen)
    texts.push(textFile([...path, shownName(sheet.name)], await sheet.text(), {isSheet: true}));
  const left = judged.filter((each) => !chosen.includes(each)).map(({sheet}) => shownName(sheet.name));
  noteOn(texts, "ingest.sheets_left_out", left);
  return {texts, unread: []};
}

function choose(judged: readonly Judged[]): readonly Judged[] {
  const visible = judged.filter(({sheet}) => !sheet.isHidden);
  const known = [visible, judged].map((all) => all.filter(({isKnown}) => isKnown)).find(({length}) => length > 0);
  if (known) return known;
  const candidates = visible.length > 0 ? visible : judged;
  const [largest] = [...candidates].sort((a, b) => b.sheet.weight - a.sheet.weight);
  return largest ? candidates.filter(({head}) => headerOf(head) === headerOf(largest.head)) : [];
}

/** The words of the fullest of the first rows, which identify sheets of the same table. */
function headerOf(head: readonly (readonly string[])[]): string {
  const [first = []] = [...head.slice(0, 10)].sort((a, b) => filled(b) - filled(a));
  return first.map(normalizeHeader).join("\u001f");
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== "").length;
}
