import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {svelte} from "@sveltejs/vite-plugin-svelte";
import {defineConfig} from "vitest/config";
import {csp, securityHeaders} from "./build/csp.ts";
import {duckdbAssets} from "./build/duckdb-assets.ts";
import {offline} from "./build/offline.ts";
import {sampleShops} from "./build/sample-shops.ts";
import {sourceHash} from "./build/source-hash.ts";
import {LongestFirst} from "./build/longest-first.ts";

const {version} = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8")) as {version: string};

const build = `${version} ${sourceHash(fileURLToPath(new URL(".", import.meta.url)).replace(/[\\/]$/, ""))}`;

/** Tests in a browser that hold a clock to the page, or fill the machine's memory: nothing runs beside them. */
const alone = ["attacks-page", "engine", "grid"].map((name) => `tests/browser/${name}.test.ts`);

/**
 * What is preloaded before a part of the page is imported: not the first script, which runs already. A part that is imported
 * after the page is sealed would preload it again, and WebKit asks the policy before it sees that the script is there: a
 * request that the page counts.
 */
function resolveDependencies(_: string, files: string[], {hostType}: {hostType: "html" | "js"}): string[] {
  return hostType === "js" ? files.filter((file) => !/(^|\/)index-[^/]*\.js$/.test(file)) : files;
}

const inBrowser = {
  environment: "node",
  globalSetup: ["tests/support/browser-setup.ts"],
  // what a page settles into may take its time on a busy machine
  expect: {poll: {timeout: 15_000}},
  testTimeout: 120_000,
  hookTimeout: 120_000
};

/** Firefox, where it is installed: part of the soak tests, and of `npm run test:browsers`. */
const otherBrowsers = (mode: string) => ({
  extends: true as const,
  mode,
  test: {
    name: "browsers",
    environment: "node" as const,
    include: ["tests/browsers/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    sequence: {groupOrder: 3}
  }
});

export default defineConfig(({mode}) => ({
  base: "./",
  define: {__APP_VERSION__: JSON.stringify(version), __BUILD__: JSON.stringify(build)},
  plugins: [svelte(), duckdbAssets(), sampleShops(), csp(), offline()],
  preview: {headers: securityHeaders},
  optimizeDeps: {entries: ["index.html"]},
  worker: {format: "es"},
  build: {target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 600, modulePreload: {resolveDependencies}},
  test: {
    sequence: {sequencer: LongestFirst},
    projects: [
      {
        extends: true,
        mode,
        test: {
          name: "unit",
          environment: "node",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/browser/**", "tests/browsers/**", "tests/bench/.data/**"],
          // style sheets that are read as text, for what leaves the page
          css: {include: [/[?&]inline/]},
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: "100%",
          // one process runs many files; the set-up file sees to it that they do not see each other's modules
          isolate: false,
          setupFiles: ["tests/support/unit-setup.ts"],
          sequence: {groupOrder: 0}
        }
      },
      {
        extends: true,
        mode,
        test: {
          ...inBrowser,
          name: "browser",
          provide: {isShortLived: true},
          include: ["tests/browser/**/*.test.ts"],
          exclude: alone,
          maxWorkers: 2,
          sequence: {groupOrder: 1}
        }
      },
      {
        extends: true,
        mode,
        test: {
          ...inBrowser,
          name: "browser-alone",
          provide: {isShortLived: false},
          include: alone,
          fileParallelism: false,
          sequence: {groupOrder: 2}
        }
      },
      ...(mode === "soak" || mode === "browsers" ? [otherBrowsers(mode)] : [])
    ]
  }
}));
