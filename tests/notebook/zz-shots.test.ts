import {readFileSync, readdirSync, writeFileSync} from "node:fs";
import {test} from "vitest";
import {renderChart} from "../../src/charts/render";
import {rebuildStaging} from "../../src/ingest/combine";
import {buildModels} from "../../src/models/build";
import {readCatalog} from "../../src/models/catalog";
import {shippedModels} from "../../src/models/library";
import {analyze} from "../../src/notebook/graph";
import {parseNotebook} from "../../src/notebook/parse";
import {initialInputs, runCells, type CellResult} from "../../src/notebook/run";
import {contextOf, wordsOf} from "../charts/support";
import {load} from "../ingest/given";
import {openTestDatabase} from "../support/database";
const M = (l: string) => Object.assign({}, ...readdirSync(`src/i18n/messages/${l}`).map((f) => JSON.parse(readFileSync(`src/i18n/messages/${l}/${f}`, "utf8"))));
test("shots", async () => {
  const db = await openTestDatabase();
  const {plan} = await load(db, readFileSync("sample-data/taobao-orders.csv"), {name: "taobao-orders.csv"});
  await rebuildStaging(db, [plan.source.id]); await buildModels(db);
  const catalog = await readCatalog(db);
  const notebook = parseNotebook(readFileSync("notebooks/gallery.md", "utf8"));
  const graph = analyze(notebook, catalog, {models: shippedModels, isSet: () => false});
  const results = new Map<string, CellResult>(); const began = new Map<string, number>(); const took: string[] = [];
  await runCells(graph, graph.cells.keys(), db, {inputs: initialInputs(notebook), onResult: (id, r) => { results.set(id, r); if (r.status === "running") began.set(id, performance.now()); else took.push(`${id} ${r.status} ${Math.round(performance.now() - began.get(id)!)}`); }});
  console.log(took.join("\n"));
  for (const [l, w] of [["zh-Hans", 960], ["en", 358]] as const) for (const c of notebook.cells) if (c.kind === "chart") {
    const r = results.get(c.id)!; if (r.status !== "done") { console.log(c.id, JSON.stringify(r)); continue; }
    const el = renderChart(c.spec!, r.table, contextOf({words: wordsOf(l, M(l)), width: w}));
    writeFileSync(`/tmp/cb/extra/g-${c.id}-${w}.${el.localName === "svg" ? "svg" : "html"}`, el.outerHTML);
  }
}, 200000);
