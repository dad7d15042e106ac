import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {resolve} from "node:path";
import type {TestProject} from "vitest/node";
import {serveFolder, startAttacker} from "./servers";

declare module "vitest" {
  interface ProvidedContext {
    /** where the built page is, below a sub-path of a server that sends no headers */
    pageUrl: string;
    /** the logging server of another origin */
    attackerUrl: string;
    /** where that server's log is read and cleared */
    attackerLogUrl: string;
  }
}

/** Serves the built page (`dist/`, built first when it is missing; another one with `HUITOU_DIST`) and the attacker. */
export default async function setup({provide}: TestProject): Promise<() => Promise<void>> {
  const folder = resolve(process.env.HUITOU_DIST ?? "dist");
  if (!existsSync(folder)) execFileSync("npx", ["vite", "build"], {stdio: "inherit"});
  const [page, attacker] = await Promise.all([serveFolder(folder, "/shops/check-up/"), startAttacker()]);
  provide("pageUrl", page.url);
  provide("attackerUrl", attacker.url);
  provide("attackerLogUrl", attacker.logUrl);
  return async () => {
    await Promise.all([page.close(), attacker.close()]);
  };
}
