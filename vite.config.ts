import {svelte} from "@sveltejs/vite-plugin-svelte";
import {defineConfig} from "vitest/config";
import {csp, securityHeaders} from "./build/csp.ts";
import {duckdbAssets} from "./build/duckdb-assets.ts";

export default defineConfig({
  base: "./",
  plugins: [svelte(), duckdbAssets(), csp()],
  preview: {headers: securityHeaders},
  optimizeDeps: {entries: ["index.html"]},
  worker: {format: "es"},
  build: {target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 600},
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/browser/**", "tests/bench/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000
        }
      },
      {
        extends: true,
        test: {
          name: "browser",
          environment: "node",
          include: ["tests/browser/**/*.test.ts"],
          globalSetup: ["tests/support/browser-setup.ts"],
          // what a page settles into may take its time on a busy machine
          expect: {poll: {timeout: 15_000}},
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false
        }
      }
    ]
  }
});
