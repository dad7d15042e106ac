import {ownColumns} from "../ingest/own-columns";
import type {TypedRow} from "../ingest/typed-table";
import type {OwnFacts} from "./own-facts";

export const {benchmarks: benchmarkColumns, events: eventColumns, people: personColumns} = ownColumns;

type Benchmark = OwnFacts["benchmarks"][number];
type Event = OwnFacts["events"][number];
type Person = OwnFacts["people"][number];

/** An industry value as a table row. */
export function fromBenchmark({period, date, share, name}: Benchmark): TypedRow {
  return {period, date, share: `${Math.round(share * 1e6) / 1e4}%`, name};
}

/** A table row as an industry value. */
export function toBenchmark(row: TypedRow): Benchmark {
  const share = Number((row.share ?? "").replace("%", "")) / 100;
  return {period: row.period as Benchmark["period"], date: row.date ?? "", share, name: row.name ?? ""};
}

/** An event as a table row. */
export function fromEvent({name, from, to, kind}: Event): TypedRow {
  return {name, from, to, kind};
}

/** A table row as an event; without an end it lasts a day, and reversed dates are swapped. */
export function toEvent(row: TypedRow): Event {
  const [from = "", to = ""] = [row.from ?? "", row.to || (row.from ?? "")].sort();
  return {name: row.name ?? "", from, to, kind: row.kind as Event["kind"]};
}

/** A tag or birthday as a table row. */
export function fromPerson({customer, tag, birthday}: Person): TypedRow {
  return {customer, tag, birthday};
}

/** A table row as a tag or birthday. */
export function toPerson(row: TypedRow): Person {
  return {customer: row.customer ?? "", tag: row.tag ?? "", birthday: row.birthday ?? ""};
}
