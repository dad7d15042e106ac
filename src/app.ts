import {installConsole} from "./engine/console";
import {openApp, type App, type AppOptions} from "./session/app";
import "./charts/charts.css";
import Shell from "./ui/panels/Shell.svelte";

export {deferDatabase} from "./engine/deferred";

/** The app with what it looks like: opened once, after the page can already take files. */
export interface ShownApp extends App {
  View: typeof Shell;
}

/** Opens the app, and installs `huitou` in the console once kept files are read back. */
export async function openShownApp(options: AppOptions): Promise<ShownApp> {
  const app = await openApp(options);
  let endRestoring = () => {};
  const restored = new Promise<void>((resolve) => (endRestoring = resolve));
  // before the files of an earlier visit are read back, a select would find no table
  installConsole(app.sessions.shop.engine, {ready: restored});
  const restore = () => app.restore().finally(endRestoring);
  return {...app, restore, View: Shell};
}
