import {tokenize} from "../engine/sql";
import {identityColumns} from "../models/library";
import type {Notebook} from "../notebook/notebook";
import type {Manifest} from "./pages/manifest";
import {personal} from "./privacy/shape";

/** A sharing format. */
export type Way = "link" | "file" | "report" | "picture";

/** A part of a notebook's text that looks like data. */
export interface Finding {
  /** message key of what it looks like */
  key: "sharing.finding_mail" | "sharing.finding_number" | "sharing.finding_name" | "sharing.finding_default";
  /** one-based */
  line: number;
  /** the text itself */
  text: string;
}

/** What a share contains, shown before it is made. */
export interface Outgoing {
  way: Way;
  /** message keys of what is not included */
  stays: readonly string[];
  /** the complete text, for a link and a file; else null */
  text: string | null;
  /** the manifest, for a report and a picture; else null */
  manifest: Manifest | null;
  findings: readonly Finding[];
}

const textStays = ["sharing.stay_data", "sharing.stay_results", "sharing.stay_inputs"];
const numbersStay = ["sharing.stay_rows", "sharing.stay_identities", "sharing.stay_small", "sharing.stay_files"];

/** The content of a link or file: the text, and every part of it that looks like data. */
export function describeText(way: "link" | "file", text: string, notebook: Notebook): Outgoing {
  return {way, stays: textStays, text, manifest: null, findings: findData(text, notebook)};
}

/** The content of a report or picture. Its prose is checked like a text. */
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

/**
 * Parts of a text that look like customer data: e-mail addresses, long numbers, buyers in conditions, identifying
 * defaults.
 */
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

/** Identity columns of the relations, and names that a user's SQL may give them. */
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
