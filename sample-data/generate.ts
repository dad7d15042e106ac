import {writeFile} from "node:fs/promises";
import {parseArgs} from "node:util";
import {sampleFiles} from "./files";
import {writeNarrow, writeWide} from "./large";
import {summarize} from "./summary";

const {values} = parseArgs({
  options: {
    large: {type: "string"},
    narrow: {type: "string"},
    encoding: {type: "string", default: "utf-8"},
    out: {type: "string"},
    verbose: {type: "boolean", default: false}
  }
});

if (values.large !== undefined) await writeWide(needed(values.out), countOf(values.large), encodingOf(values.encoding));
else if (values.narrow !== undefined) await writeNarrow(needed(values.out), countOf(values.narrow));
else await writeSamples();

async function writeSamples(): Promise<void> {
  const folder = new URL("./", import.meta.url);
  for (const [name, bytes] of sampleFiles()) {
    await writeFile(new URL(name, folder), bytes);
    console.log(`${name}  ${(bytes.length / 1e6).toFixed(2)} MB`);
  }
  if (values.verbose) console.log(summarize());
}

/** `orders=1000000` → 1000000 */
function countOf(text: string): number {
  const count = Number(text.split("=").at(-1));
  if (!Number.isInteger(count) || count < 1) throw new Error(`not a number of rows: ${text}`);
  return count;
}

function encodingOf(text: string): "utf-8" | "gb18030" {
  if (text !== "utf-8" && text !== "gb18030") throw new Error(`not an encoding this writes: ${text}`);
  return text;
}

function needed(path: string | undefined): string {
  if (path === undefined) throw new Error("say where to: --out FILE");
  return path;
}
