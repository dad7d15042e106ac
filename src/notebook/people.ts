import {parseHeader} from "../base/header";
import type {Row} from "../base/table";
import {bindInputs, findVariableMentions, literalOf} from "../engine/sql";
import {peopleOf, type PeopleRule, type PeopleRules, type RelationTags} from "../models/tags";
import type {CellGraph} from "./graph";

/** What the headers of relations say, by name. */
export type TaggedRelations = ReadonlyMap<string, {tags: RelationTags | null}>;

/**
 * The rules of a cell's or relation's columns: those of its own `@people` comments, then those of what it reads, the first
 * winning. A rule whose `$name` is neither one of `columns` nor an input is left out: the row does not say which people it counts.
 */
export function peopleRules(
  name: string,
  columns: ReadonlySet<string>,
  {graph, relations}: {graph: CellGraph; relations: TaggedRelations}
): PeopleRules {
  const isKnown = ({from, listedIn}: PeopleRule) =>
    parametersOf(from).every(({name: each}) => columns.has(each) || graph.defines.has(each)) &&
    (listedIn === null || columns.has(listedIn));
  const rules = [...rulesBehind(name, graph, relations, new Set())];
  return new Map(rules.filter(([column, rule]) => columns.has(column) && isKnown(rule)));
}

function rulesBehind(name: string, graph: CellGraph, relations: TaggedRelations, seen: Set<string>): PeopleRules {
  if (seen.has(name)) return new Map();
  seen.add(name);
  const cell = graph.cells.get(name);
  if (!cell) return relations.get(name)?.tags?.people ?? new Map<string, PeopleRule>();
  const own = cell.kind === "sql" ? ownRules(cell.sql) : new Map<string, PeopleRule>();
  const read = (graph.reads.get(name) ?? []).flatMap((each) =>
    each === name ? [...(relations.get(each)?.tags?.people ?? [])] : [...rulesBehind(each, graph, relations, seen)]
  );
  return new Map([...read.reverse(), ...own]);
}

/** The rules in the comment at the head of a cell's SQL; a comment that is none is a comment like any other. */
function ownRules(sql: string): PeopleRules {
  try {
    return peopleOf(parseHeader(sql.trimStart()));
  } catch {
    return new Map();
  }
}

/** The `$name` of a rule, with their offsets in `select <rule>`; not what it reads by `getvariable`. */
function parametersOf(from: string): {name: string; from: number; to: number}[] {
  const sql = head + from;
  return findVariableMentions(sql).filter((mention) => sql[mention.from] === "$");
}

/** Makes a rule a statement. */
const head = "select ";

/** The columns of a row by which a rule tells its people from others, in order of mention. */
export function distinguishing({from}: PeopleRule, row: Row): string[] {
  return [...new Set(parametersOf(from).map(({name}) => name))].filter((name) => Object.hasOwn(row, name));
}

/** A select of the `customer_id` of each person that a rule counts in some rows, one row per person. */
export function selectPeople({from}: PeopleRule, rows: readonly Row[]): string {
  const each = rows.map((row) => `select customer_id ${fillIn(from, row)}`);
  return bindInputs(
    `select distinct customer_id from (${each.join("\nunion all\n")}\n) as people where customer_id is not null`
  );
}

/** The rule with the row's values in place of the `$name` of its columns. */
function fillIn(clause: string, row: Row): string {
  return parametersOf(clause)
    .filter(({name}) => Object.hasOwn(row, name))
    .reduceRight((sql, {name, from, to}) => sql.slice(0, from) + literalOf(row[name]) + sql.slice(to), head + clause)
    .slice(head.length);
}
