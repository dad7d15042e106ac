import {installConsole} from "./engine/console";
import type {Database} from "./engine/database";
import {MappingMemory} from "./persist/mappings";
import type {Mapping} from "./ingest/plan";
import {DataSession} from "./session/data.svelte";
import {NotebookSession} from "./session/notebook.svelte";
import "./charts/charts.css";
import Workspace from "./ui/panels/Workspace.svelte";

export {deferDatabase} from "./engine/deferred";

/** Everything that reads and shows a shop: made once, after the page can already take files. */
export interface Workbench {
  data: DataSession;
  notebook: NotebookSession;
  /** waits for the engine, seals the page, then reads */
  add: (files: readonly File[]) => Promise<void>;
  View: typeof Workspace;
}

/** What making a workbench needs. */
export interface WorkbenchOptions {
  db: Database;
  /** resolves when all that the page will ever fetch is here */
  ready: Promise<void>;
  /** cuts the page off from the network */
  sealPage: () => void;
}

/** Puts the rooms together. */
export function makeWorkbench({db, ready, sealPage}: WorkbenchOptions): Workbench {
  const data = new DataSession(db, new MappingMemory<Mapping>());
  const notebook = new NotebookSession(db, data);
  installConsole(db);
  const add = async (files: readonly File[]) => {
    await ready;
    sealPage();
    await data.add(files);
  };
  return {data, notebook, add, View: Workspace};
}
