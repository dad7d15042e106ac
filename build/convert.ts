import {createWriteStream, openAsBlob} from "node:fs";
import {mkdir} from "node:fs/promises";
import {basename, extname, join} from "node:path";
import {Readable} from "node:stream";
import {pipeline} from "node:stream/promises";
import {parseArgs} from "node:util";
import {convertToCsv} from "../src/ingest/convert";

const usage = `usage: npm run -s convert -- [--out DIR] FILE…

Writes each file, whatever its encoding and dialect, as clean UTF-8 CSV: to DIR under the name it has, with .csv as its
ending, or to standard output where there is one file and no DIR. A file that cannot be read is told on standard error, and
the run goes on; the command then ends with 1.
`;

async function main(): Promise<number> {
  const {values, positionals} = parseArgs({
    allowPositionals: true,
    options: {out: {type: "string", short: "o"}, help: {type: "boolean", short: "h"}}
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (positionals.length === 0 || (positionals.length > 1 && values.out === undefined)) {
    process.stderr.write(usage);
    return 2;
  }
  if (values.out !== undefined) await mkdir(values.out, {recursive: true});
  let failed = 0;
  const taken = new Set<string>();
  for (const path of positionals)
    try {
      await convert(path, values.out === undefined ? null : join(values.out, freeName(path, taken)));
    } catch (error) {
      failed++;
      process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  return failed > 0 ? 1 : 0;
}

async function convert(path: string, target: string | null): Promise<void> {
  const file = Object.assign(await openAsBlob(path), {name: basename(path)});
  const pieces = Readable.from(convertToCsv(file));
  if (target === null) await pipeline(pieces, process.stdout, {end: false});
  else await pipeline(pieces, createWriteStream(target));
}

/** The file's own name, ending in `.csv`; a second file of one name gets a number. */
function freeName(path: string, taken: Set<string>): string {
  const ending = extname(path);
  const stem = basename(path, ending) || "file";
  let name = ending.toLowerCase() === ".csv" ? basename(path) : `${stem}.csv`;
  for (let number = 2; taken.has(name); number++) name = `${stem}-${number}.csv`;
  taken.add(name);
  return name;
}

process.exitCode = await main();
