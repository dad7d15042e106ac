import type {ChartSpec} from "../../charts/spec";
import {toRows, type Row} from "../../base/table";
import type {Words} from "../../base/words";
import type {ValueNode} from "../../notebook/markdown";
import type {PeopleRule} from "../../models/tags";
import {distinguishing, selectPeople} from "../../notebook/people";
import type {NotebookSession} from "../../session/notebook.svelte";
import type {OpenList} from "./lists.svelte";

/** A press on a count of people in a chart or table. */
export interface PressedCount {
  /** the chart cell */
  cell: string;
  spec: ChartSpec;
  column: string;
  /** the rows counted: one, or those of a sum */
  rows: readonly Row[];
  /** who they are, in words; by default the title of the chart where there are several rows */
  group?: string;
}

/** The list that a count in a chart leads to; null when nobody knows whom it counts. */
export function listOfCount(
  notebook: NotebookSession,
  {cell, spec, column, rows, group: named}: PressedCount,
  words: Words
): OpenList | null {
  const [row] = rows;
  const rule = notebook.peopleRules(cell, new Set(Object.keys(row ?? {}))).get(column);
  if (!row || !rule || !rows.some((each) => countsPeople(rule, each, column))) return null;
  const isSaid = spec.kind === "verdicts";
  const whole = rows.length > 1 ? (named ?? words.text(spec.title ?? "")) : named;
  const group = whole === undefined ? groupOf(spec, rule, row, column, words) : [whole];
  return {
    title: isSaid
      ? sentenceOf(spec, row, column, words)
      : (figureOf(spec, row, words) ?? titleOf(group, column, words)),
    counted: rows.reduce((sum, each) => sum + (Number(each[column]) || 0), 0),
    select: selectPeople(rule, rows),
    source: {cell, column}
  };
}

/** Whether a number of a row is a count of people who are known, and not of nobody. */
export function countsPeople(rule: PeopleRule | undefined, row: Row, column: string): boolean {
  if (!rule || !(Number(row[column]) > 0)) return false;
  return rule.listedIn === null || [row[rule.listedIn]].flat().includes(column);
}

/** The list that a count in a sentence leads to; null when it counts no people, or nobody knows whom. */
export function listOfValue(
  notebook: NotebookSession,
  {cell, column, aggregate}: ValueNode,
  words: Words
): OpenList | null {
  const table = notebook.tableOf(cell);
  if (!table || table.numRows === 0) return null;
  const rows = toRows(table);
  const chosen = aggregate === "first" ? rows.slice(0, 1) : aggregate === "last" ? rows.slice(-1) : rows;
  if (chosen.length > 1 && aggregate !== "sum") return null;
  const rule = notebook.peopleRules(cell, new Set(Object.keys(rows[0]!))).get(column);
  const counted = chosen.reduce((sum, row) => sum + (Number(row[column]) || 0), 0);
  if (rule === undefined || counted <= 0) return null;
  const group =
    chosen.length === 1 ? distinguishing(rule, chosen[0]!).map((name) => labelOf(name, chosen[0]!, words)) : [];
  const whole = group.length > 0 ? group : narrowedBy(notebook, words);
  return {
    title: titleOf(whole, column, words),
    counted,
    select: selectPeople(rule, chosen),
    source: {cell, column}
  };
}

/** The list of everyone, whom the summary of a shop (the row of `history`) counts; null when nobody is known. */
export function listOfEveryone(notebook: NotebookSession, summary: Row, words: Words): OpenList | null {
  const column = "customers";
  const rule = notebook.peopleRules("history", new Set(Object.keys(summary))).get(column);
  if (!rule || !countsPeople(rule, summary, column)) return null;
  return {
    title: words.t("lists.everyone"),
    counted: Number(summary[column]),
    select: selectPeople(rule, [summary]),
    source: {cell: "history", column}
  };
}

/** The stages and tiers that the page is narrowed to, in words; none when it shows everyone. */
function narrowedBy(notebook: NotebookSession, words: Words): string[] {
  return ["stage", "tier"].flatMap((name) =>
    [notebook.inputs[name] ?? []].flat().map((value) => words.value(name, value))
  );
}

/** The sentence that named the count: what a verdict says, or advises where the count is of those it advises about. */
function sentenceOf({code, prefix}: ChartSpec, row: Row, column: string, words: Words): string {
  const title = `${typeof prefix === "string" ? prefix : "verdict"}.${String(row[String(code)])}.title`;
  const advice = `advice.${String(row.advice)}`;
  const key = column === "list_count" && words.has(advice) ? advice : title;
  return words.t(key, row).replaceAll(/<wbr>|\u200b/g, "");
}

/** The name of the figure that a row of figures holds, after what they are all of; null for any other chart. */
function figureOf({figure, title}: ChartSpec, row: Row, words: Words): string | null {
  const key = `figure.${String(row[String(figure)])}.name`;
  if (typeof figure !== "string" || !words.has(key)) return null;
  return [words.text(title ?? ""), words.t(key)].filter((part) => part !== "").join(words.t("lists.enumeration"));
}

/** Columns that say no more than that people are counted. */
const plainCounts = ["customers", "buyers"];

/** What sets the people apart, and which of them are counted. */
function titleOf(group: readonly string[], column: string, words: Words): string {
  const known = group.filter((part) => part !== "");
  const parts = known.length > 0 && plainCounts.includes(column) ? known : [...known, words.column(column)];
  return parts.join(words.t("lists.enumeration"));
}

/** What sets a row apart, in words: its first column in a table, what it is drawn by in a chart. */
function groupOf(spec: ChartSpec, rule: PeopleRule, row: Row, column: string, words: Words): string[] {
  const listed = Array.isArray(spec.columns) ? spec.columns.slice(0, 1) : [];
  const named = spec.kind === "table" ? listed : [spec.series, spec.facet, spec.steps, spec.y, spec.x].flat();
  const own = named.filter((name): name is string => typeof name === "string" && name in row && name !== column);
  const isNumber = (name: string) => typeof row[name] === "number" && !distinguishing(rule, row).includes(name);
  const kept = own.filter((name) => !isNumber(name));
  return (kept.length > 0 ? kept : distinguishing(rule, row)).map((name) => labelOf(name, row, words));
}

/** A value as it stands alone: a number with what it is, a word or a day without. */
function labelOf(name: string, row: Row, words: Words): string {
  const text = words.value(name, row[name]);
  return typeof row[name] === "number" || /^[\d+–\s-]+$/.test(text) ? `${words.column(name)} ${text}` : text;
}
