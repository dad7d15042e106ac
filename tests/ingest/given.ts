import {toRows, type Row} from "../../src/base/table";
import type {Database} from "../../src/engine/database";
import {loadSource} from "../../src/ingest/load";
import type {LoadOptions} from "../../src/ingest/loading";
import type {Encoding, ImportPlan, ImportReport, Mapping} from "../../src/ingest/plan";
import {planFile} from "../../src/shop/pipeline";

/** A file as it would be dropped. */
export function file(content: string | Uint8Array, name = "orders.csv"): Blob & {name: string} {
  return Object.assign(new Blob([content as BlobPart]), {name});
}

/** The plan that a file gets by itself, or with a person's corrections. */
export async function planOf(
  content: string | Uint8Array,
  mapping: Partial<Mapping> = {},
  name?: string
): Promise<ImportPlan> {
  const plan = await planFile({file: file(content, name)});
  return plan.mapping ? {...plan, mapping: {...plan.mapping, ...mapping}} : plan;
}

/** What a file comes to: its report, and its orders or lines. */
export async function load(
  db: Database,
  content: string | Uint8Array,
  {mapping = {}, name, ...options}: LoadOptions & {mapping?: Partial<Mapping>; name?: string} = {}
): Promise<{report: ImportReport; plan: ImportPlan; orders: Row[]; lines: Row[]}> {
  const plan = await planOf(content, mapping, name);
  const report = await loadSource(db, plan, options);
  const rows = async (kind: string, has: boolean) =>
    has ? toRows(await db.query(`select * from stg_${plan.source.id}__${kind} order by row_number`)) : [];
  return {
    report,
    plan,
    orders: await rows("orders", report.kind === "orders"),
    lines: await rows("lines", report.lines > 0)
  };
}

/** Lines of cells as a CSV. */
export function csv(rows: readonly (readonly string[])[], newline = "\r\n"): string {
  return rows.map((cells) => cells.map(cell).join(",") + newline).join("");
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) && !text.startsWith('="') ? `"${text.replaceAll('"', '""')}"` : text;
}

/** UTF-16 bytes of a text. */
export function utf16(text: string, isBigEndian: boolean, hasBom: boolean): Uint8Array {
  const units = [...(hasBom ? "\uFEFF" : ""), ...text].join("");
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < units.length; index++) view.setUint16(index * 2, units.charCodeAt(index), !isBigEndian);
  return bytes;
}

let codes: Map<string, number[]> | undefined;

/** GB18030 bytes of a text, made by asking the decoder for every two-byte code. */
export function gb18030(text: string): Uint8Array {
  codes ??= twoByteCodes();
  const bytes = [...text].flatMap((character) => {
    if (character.charCodeAt(0) < 0x80) return [character.charCodeAt(0)];
    return codes!.get(character) ?? fourBytes(character);
  });
  return new Uint8Array(bytes);
}

function twoByteCodes(): Map<string, number[]> {
  const decoder = new TextDecoder("gb18030");
  const found = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(new Uint8Array([lead, trail]));
      if (text.length === 1 && text !== "\uFFFD") found.set(text, [lead, trail]);
    }
  return found;
}

/** Characters beyond the first plane stand in order from 90 30 81 30 on. */
function fourBytes(character: string): number[] {
  const code = character.codePointAt(0)!;
  if (code < 0x10000) throw new Error(`no two-byte code for ${character}`);
  let rest = code - 0x10000 + 189000;
  const fourth = rest % 10;
  rest = Math.floor(rest / 10);
  const third = rest % 126;
  rest = Math.floor(rest / 126);
  return [Math.floor(rest / 10) + 0x81, (rest % 10) + 0x30, third + 0x81, fourth + 0x30];
}

const legacyCodes = new Map<Encoding, ReadonlyMap<string, number[]>>();

/** Bytes of a text in an older encoding, made by asking the decoder for every code; throws for what it cannot say. */
export function legacy(text: string, encoding: Encoding): Uint8Array {
  const codes = legacyCodes.get(encoding) ?? codesOf(encoding);
  legacyCodes.set(encoding, codes);
  return new Uint8Array(
    [...text].flatMap((character) => {
      if (character.charCodeAt(0) < 0x80) return [character.charCodeAt(0)];
      // 0x80 by the standard; not every runtime's decoder knows it
      const code = character === "€" ? [0x80] : codes.get(character);
      if (!code) throw new Error(`no code for ${character}`);
      return code;
    })
  );
}

function codesOf(encoding: Encoding): Map<string, number[]> {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, number[]>();
  for (let lead = 0x80; lead <= 0xff; lead++) {
    const single = decoder.decode(new Uint8Array([lead]));
    if (single !== "\uFFFD") codes.set(single, [lead]);
    for (let trail = 0x40; trail <= 0xff; trail++) {
      const pair = decoder.decode(new Uint8Array([lead, trail]));
      if ([...pair].length === 1 && pair !== "\uFFFD" && !codes.has(pair)) codes.set(pair, [lead, trail]);
    }
  }
  return codes;
}
