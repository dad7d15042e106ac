import {tokenize} from "../engine/sql";
import {identityColumns} from "../models/library";
import type {Notebook} from "../notebook/notebook";
import type {Manifest} from "./pages/manifest";
import {personal} from "./privacy/shape";

/** A way of sharing. */
export type Way = "link" | "file" | "report" | "picture";

/** A place of a notebook's text that looks like data. */
export interface Finding {
  /** message key of what it looks like */
  key: "sharing.finding_mail" | "sharing.finding_number" | "sharing.finding_name" | "sharing.finding_default";
  /** one-based */
  line: number;
  /** the place itself, for the person who is about to share it */
  text: string;
}

/** What is about to leave, before it does. */
export interface Outgoing {
  way: Way;
  /** message keys of what does not leave */
  stays: readonly string[];
  /** the very text, for a link and a file */
  text: string | null;
  /** what is in it, for a report and a picture */
  manifest: Manifest | null;
  findings: readonly Finding[];
}

const textStays = ["sharing.stay_data", "sharing.stay_results", "sharing.stay_inputs"];
const numbersStay = ["sharing.stay_rows", "sharing.stay_identities", "sharing.stay_small", "sharing.stay_files"];

/** What a link or a file takes along: the text, and every place in it that looks like data. */
export function describeText(way: "link" | "file", text: string, notebook: Notebook): Outgoing {
  return {way, stays: textStays, text, manifest: null, findings: findData(text, notebook)};
}

/** What a report or a picture takes along. Its prose is the notebook's, so that is looked through as well. */
export function describeNumbers(
  way: "report" | "picture",
  manifest: Manifest,
  text: string,
  notebook: Notebook
): Outgoing {
  const prose = new Set(
    notebook.cells.flatMap((cell) => (cell.kind === "text" ? linesOf(cell.line, cell.source) : []))
  );
  const findings = findData(text, notebook).filter(({line}) => prose.has(line));
  return {way, stays: numbersStay, text: null, manifest, findings};
}

function linesOf(first: number, source: string): number[] {
  return source.split("\n").map((_, at) => first + at);
}

/** Places of a text that look like customer data: addresses, long numbers, buyers in conditions, telling defaults. */
export function findData(text: string, notebook: Notebook): Finding[] {
  const written = text.split("\n").flatMap((line, at): Finding[] => {
    const found = personal.exec(line)?.[0];
    if (found === undefined) return [];
    return [{key: found.includes("@") ? "sharing.finding_mail" : "sharing.finding_number", line: at + 1, text: found}];
  });
  const cells = notebook.cells.flatMap((cell): Finding[] => {
    if (cell.kind === "sql") return namesIn(cell.sql, lineOf(cell.source, cell.line, cell.sql));
    if (cell.kind !== "input" || !cell.spec) return [];
    const {kind, default: initial} = cell.spec;
    const isTelling = kind === "text" && typeof initial === "string" && initial.trim() !== "";
    return isTelling
      ? [{key: "sharing.finding_default", line: lineOf(cell.source, cell.line, "default"), text: initial}]
      : [];
  });
  const seen = new Set(written.map(({line}) => line));
  return [...written, ...cells.filter(({line}) => !seen.has(line))].sort((a, b) => a.line - b.line);
}

/** The line where a part of a cell begins. */
function lineOf(source: string, first: number, part: string): number {
  const at = source.indexOf(part);
  return first + (at === -1 ? 0 : source.slice(0, at).split("\n").length - 1);
}

/** What the relations mark as identities, and what a person's own SQL may call them. */
const identities = new Set([...identityColumns(), "customer", "buyer", "phone", "receiver", "address"]);

/** Conditions on one customer or order: `customer_key = '…'`, `in ('…')`, `like '…'`. */
function namesIn(sql: string, first: number): Finding[] {
  const tokens = tokenize(sql);
  return tokens.flatMap((token, at): Finding[] => {
    const isName = (token.kind === "word" || token.kind === "quoted") && identities.has(token.text.toLowerCase());
    if (!isName || !/^(=|==|<>|!=|in|like|ilike|not)$/i.test(tokens[at + 1]?.text ?? "")) return [];
    const value = tokens.slice(at + 2, at + 5).find(({kind}) => kind === "string" || kind === "number");
    if (!value) return [];
    const line = first + sql.slice(0, value.from).split("\n").length - 1;
    return [{key: "sharing.finding_name", line, text: value.text}];
  });
}
