import {
  Bool,
  Field,
  Float64,
  List,
  makeData,
  Table,
  TimestampMillisecond,
  Utf8,
  Vector,
  type Data,
  type DataType
} from "apache-arrow";
import type {Row} from "../../base/table";
import type {SharedTable} from "../suppress";

/** Rows of a shared table as an Arrow table. */
export function arrowOf({columns, shape}: SharedTable, rows: readonly Row[]): Table {
  const vectors = columns.map((name): [string, Vector] => {
    const make = makers[shape.roles.get(name) ?? "number"] ?? numbers;
    return [name, new Vector([make(rows.map((row) => row[name] ?? null))])];
  });
  return new Table(Object.fromEntries(vectors));
}

// Arrow's builders generate code, which the content policy forbids, so buffers are built here
type Maker = (values: readonly unknown[]) => Data<DataType>;

const makers: Readonly<Record<string, Maker>> = {time: times, flag: flags, list: lists, label: texts};

function numbers(values: readonly unknown[]): Data<Float64> {
  const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";
  const data = Float64Array.from(values, (value) => (isNumber(value) ? Number(value) : 0));
  return makeData({type: new Float64(), data, ...presence(values.map(isNumber))});
}

function times(values: readonly unknown[]): Data<TimestampMillisecond> {
  const isTime = (value: unknown) => value instanceof Date;
  const data = BigInt64Array.from(values, (value) => (value instanceof Date ? BigInt(value.getTime()) : 0n));
  return makeData({type: new TimestampMillisecond(), data, ...presence(values.map(isTime))});
}

function flags(values: readonly unknown[]): Data<Bool> {
  const data = bits(values.map(Boolean));
  return makeData({type: new Bool(), data, ...presence(values.map((value) => value !== null))});
}

function texts(values: readonly unknown[]): Data<Utf8> {
  const encoder = new TextEncoder();
  const bytes = values.map((value) => encoder.encode(typeof value === "string" ? value : JSON.stringify(value ?? "")));
  const valueOffsets = offsets(bytes.map(({length}) => length));
  const data = new Uint8Array(valueOffsets.at(-1)!);
  for (const [index, each] of bytes.entries()) data.set(each, valueOffsets[index]);
  return makeData({type: new Utf8(), valueOffsets, data, ...presence(values.map((value) => value !== null))});
}

function lists(values: readonly unknown[]): Data<List<Float64>> {
  const items = values.map((value) => (Array.isArray(value) ? (value as unknown[]) : []));
  return makeData({
    type: new List(new Field("item", new Float64(), true)),
    valueOffsets: offsets(items.map(({length}) => length)),
    child: numbers(items.flat()),
    ...presence(values.map((value) => value !== null))
  });
}

/** Offsets of variable-length values. */
function offsets(lengths: readonly number[]): Int32Array {
  const all = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) all[index + 1] = all[index]! + length;
  return all;
}

/** The validity bitmap. */
function presence(isThere: readonly boolean[]): {length: number; nullCount: number; nullBitmap: Uint8Array} {
  return {length: isThere.length, nullCount: isThere.filter((each) => !each).length, nullBitmap: bits(isThere)};
}

/** Booleans as bits, least significant first, padded to eight bytes. */
function bits(flags: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(flags.length / 64) * 8);
  for (const [index, flag] of flags.entries()) if (flag) bytes[index >> 3]! |= 1 << (index & 7);
  return bytes;
}
