import {existsSync} from "node:fs";
import {join} from "node:path";
import {chromium, type LaunchOptions} from "playwright-core";
import {importOnDemand} from "./on-demand";

const packedPackage = "@sparticuz/chromium";
/** The last version that runs on Node 20. */
const packedVersion = "143.0.4";

/** Keeps the browser's own calls to its maker out of the request log. */
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/**
 * For pages that live for seconds: V8 does not compile the engine a second time to make it faster, which is about a fifth of
 * all processor time of such a page. Not for measuring.
 */
export const shortLived = "--js-flags=--no-wasm-tier-up --no-wasm-dynamic-tiering";

/**
 * Where a Chromium may be found, in this order: `CHROMIUM_PATH`, an installed Chrome, Chromium or Edge, Playwright's own
 * download, the one packed for npm (Linux x64; installed when first needed). `CHROMIUM_PACKED=1` takes the last at once.
 */
export async function findChromium(environment: NodeJS.ProcessEnv = process.env): Promise<LaunchOptions> {
  if (environment.CHROMIUM_PACKED === "1") return launch(await packedChromium(), ["--no-sandbox"]);
  const path = environment.CHROMIUM_PATH ?? [...installed(environment), chromium.executablePath()].find(existsSync);
  if (path) return launch(path, needsNoSandbox(environment) ? ["--no-sandbox"] : []);
  return launch(await packedChromium(), ["--no-sandbox"]);
}

function launch(executablePath: string, extra: string[]): LaunchOptions {
  return {executablePath, args: [...quiet, ...extra]};
}

/** Chromium's sandbox refuses to work for root and in most containers. */
function needsNoSandbox(environment: NodeJS.ProcessEnv): boolean {
  return process.platform === "linux" && (process.getuid?.() === 0 || environment.CI !== undefined);
}

function installed(environment: NodeJS.ProcessEnv): string[] {
  if (process.platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`
    );
  }
  if (process.platform === "win32") {
    const roots = [environment.ProgramFiles, environment["ProgramFiles(x86)"], environment.LocalAppData];
    const programs = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];
    return roots.flatMap((root) => (root ? programs.map((program) => join(root, program)) : []));
  }
  const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge"];
  return [...names.map((name) => `/usr/bin/${name}`), "/opt/google/chrome/chrome", "/snap/bin/chromium"];
}

interface PackedChromium {
  default: {executablePath(): Promise<string>};
}

async function packedChromium(): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error(cures);
  try {
    // not its own arguments: --single-process ends the browser with the first context
    const packed = await importOnDemand<PackedChromium>(packedPackage, packedVersion);
    return await packed.default.executablePath();
  } catch (error) {
    throw new Error(cures, {cause: error});
  }
}

const cures = [
  "No browser found for the tests. Any one of these helps:",
  "  - install Chrome, Chromium or Edge",
  "  - npx playwright-core install chromium",
  "  - CHROMIUM_PATH=/path/to/chromium npm test"
].join("\n");
