import {execFileSync} from "node:child_process";
import {createRequire} from "node:module";

/**
 * A package that only some people need, or that not every platform has: installed beside the others when it is first asked
 * for, never written into package.json. Throws what npm threw.
 */
export async function importOnDemand<Module>(name: string, version: string): Promise<Module> {
  if (!isInstalled(name)) {
    const target = `${name}@${version}`;
    execFileSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", target], {stdio: "inherit"});
  }
  return (await import(/* @vite-ignore */ name)) as Module;
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
