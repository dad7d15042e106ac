import {beforeEach, describe, expect, test} from "vitest";
import {Results} from "../../src/session/app/results";
import {Navigation} from "../../src/session/navigation.svelte";
import type {LoadedFile} from "../../src/shop/imports";

const report = (kind: string, orders: number, records: number) => ({report: {kind, orders, records}}) as LoadedFile;
const orders = report("orders", 6, 6);
const days = report("shop_daily", 0, 30);

describe("the navigation", () => {
  test("begins at the landing, and opening a page leaves it", () => {
    const navigation = new Navigation();
    expect([navigation.isAtHome, navigation.page]).toEqual([true, {kind: "notebook"}]);
    navigation.open({kind: "storage"});
    expect([navigation.isAtHome, navigation.page]).toEqual([false, {kind: "storage"}]);
  });

  test.each(["imports", "people", "facts"] as const)("stays on %s when relations changed", (kind) => {
    const navigation = new Navigation();
    navigation.open({kind});
    navigation.openResults();
    expect(navigation.page.kind).toBe(kind);
  });

  test("leaves a page that shows no outcome for the notebook", () => {
    const navigation = new Navigation();
    navigation.open({kind: "report", file: orders});
    navigation.openResults();
    expect(navigation.page).toEqual({kind: "notebook"});
  });
});

describe("results", () => {
  let files: LoadedFile[];
  let notebook: {name: string; refresh: () => Promise<void>};
  let document: {isEditing: boolean; openShipped: (name: string) => Promise<void>};
  let navigation: Navigation;
  let drawing: boolean[];
  let results: Results;

  beforeEach(() => {
    files = [];
    drawing = [];
    navigation = new Navigation();
    notebook = {name: "checkup", refresh: async () => void drawing.push(navigation.isDrawing)};
    document = {isEditing: false, openShipped: async (name) => void (notebook.name = name)};
    const shop = {
      get files() {
        return files;
      }
    };
    results = new Results({shop, notebook, document, navigation});
  });

  test("leave the landing, and are being drawn while the notebook runs", async () => {
    files = [orders];
    await results.show();
    expect([navigation.isAtHome, navigation.isDrawing, drawing, notebook.name]).toEqual([
      false,
      false,
      [true],
      "checkup"
    ]);
  });

  test("are not drawn any more when the notebook failed to run", async () => {
    notebook.refresh = () => Promise.reject(new Error("stopped"));
    await expect(results.show()).rejects.toThrow("stopped");
    expect(navigation.isDrawing).toBe(false);
  });

  test("of daily figures alone are the traffic notebook, until orders come", async () => {
    files = [days];
    await results.show();
    expect(notebook.name).toBe("traffic");
    files = [days, orders];
    await results.show();
    expect(notebook.name).toBe("checkup");
  });

  test("leave a traffic notebook alone that the person opened", async () => {
    files = [orders];
    notebook.name = "traffic";
    await results.show();
    expect(notebook.name).toBe("traffic");
  });

  test("never close a notebook that is being edited", async () => {
    files = [days];
    document.isEditing = true;
    await results.show();
    expect(notebook.name).toBe("checkup");
  });
});
