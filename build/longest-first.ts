import {BaseSequencer, type TestSpecification} from "vitest/node";

/** Files of tests that take longest, by their measured time: begun last, they would be waited for by an idle processor. */
const longest = [
  "tests/numbers.test.ts",
  "tests/ingest/metamorphic-metrics.test.ts",
  "tests/shop/imports.test.ts",
  "tests/notebook/people.test.ts",
  "tests/browser/accessibility.test.ts",
  "tests/browser/durable.test.ts",
  "tests/browser/attacks-documents.test.ts",
  "tests/browser/import.test.ts",
  "tests/browser/offline.test.ts"
];

/** The order in which files of tests are begun: the longest first, the others as Vitest would (the largest first). */
export class LongestFirst extends BaseSequencer {
  /** The files of one group, in the order in which they are begun. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({moduleId}: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? longest.length : at;
    };
    return sorted.sort((a, b) => place(a) - place(b));
  }
}
