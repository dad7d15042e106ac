import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

export default ts.config(
  {ignores: ["dist/**", "node_modules/**", "tests/bench/.data/**"]},
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: {globals: {...globals.browser, ...globals.node}},
    rules: {
      "no-undef": "off", // TypeScript knows better
      "svelte/no-at-html-tags": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-explicit-any": "error"
    }
  },
  {
    // rules that need types; only for files that tsconfig.json includes
    files: ["src/**/*.{ts,svelte}", "tests/**/*.ts", "build/**/*.ts", "sample-data/*.ts", "vite.config.ts"],
    languageOptions: {
      parserOptions: {
        project: "./tsconfig.json",
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".svelte"]
      }
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error"
    }
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {parserOptions: {parser: ts.parser}},
    // sessions keep plain sets and maps on purpose: what must redraw is $state, and says so
    rules: {"svelte/prefer-svelte-reactivity": "off"}
  }
);
