import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";
import {resolve} from "node:path";
import type {TestProject} from "vitest/node";
import {serveFolder} from "./servers";

declare module "vitest" {
  interface ProvidedContext {
    /** where the built page is, below a sub-path of a server that sends no headers */
    pageUrl: string;
    /** whether pages live for seconds and do little work in the engine; false for files that run alone */
    isShortLived: boolean;
  }
}

/** Serves the built page (`dist/`, built first when it is missing; another one with `HUITOU_DIST`). */
export default async function setup({provide}: TestProject): Promise<() => Promise<void>> {
  const folder = resolve(process.env.HUITOU_DIST ?? "dist");
  // under the test runner's own NODE_ENV it would be a page for development, without its packed engine
  const env = {...process.env, NODE_ENV: "production"};
  if (!existsSync(folder)) execFileSync("npx", ["vite", "build"], {stdio: "inherit", env});
  const page = await serveFolder(folder, "/shops/check-up/");
  provide("pageUrl", page.url);
  return () => page.close();
}
