import "fake-indexeddb/auto";
import {readFileSync} from "node:fs";
import {afterEach, describe, expect, test, vi} from "vitest";
import {AppError} from "../../src/base/errors";
import {parseNotebook} from "../../src/notebook/parse";
import {openHuitouDatabase, type HuitouDatabase} from "../../src/persist/database";
import {memoryDatabase} from "../../src/persist/fallback";
import {NotebookLibrary, type KeptNotebook} from "../../src/persist/library";
import {Trust} from "../../src/persist/trust";
import {Browser, faulty, seeded} from "./support";

const timeoutMs = 5000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const titled = (title: string, rest = "") => `---\ntitle: ${title}\n---\n\n${rest}`;
const blank = {title: "Mine", text: titled("Mine"), base: null, origin: "own"} as const;
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error
  );
const opened: HuitouDatabase[] = [];
let count = 0;

/** A browser with a database, as its pages come and go. */
class Pages extends Browser {
  readonly name = `library ${(count += 1)}`;

  async database(): Promise<HuitouDatabase> {
    const db = await openHuitouDatabase({name: this.name, timeoutMs: timeoutMs});
    opened.push(db!);
    return db!;
  }
  async open(): Promise<NotebookLibrary> {
    return NotebookLibrary.open(await this.database(), this.page());
  }
}

const put = (db: HuitouDatabase, id: string, value: unknown) =>
  db.write(["notebooks"], (store) => store.put("notebooks", id, value as object));
const textsOf = async (library: NotebookLibrary, id: string) => (await library.versions(id)).map(({text}) => text);

afterEach(() => {
  for (const db of opened.splice(0)) db.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a notebook", () => {
  test("is found again by the next page, as it was kept", async () => {
    const pages = new Pages();
    const made = await (await pages.open()).create({...blank, base: "checkup", origin: "link"});
    expect(made).toMatchObject({...blank, base: "checkup", origin: "link", revision: 1, removedAt: null});
    expect([made.createdAt, made.changedAt]).toEqual([pages.time, pages.time]);
    const later = await pages.open();
    expect(await later.get(made.id)).toEqual(made);
    expect(await later.list()).toEqual({kept: [made], damaged: []});
    expect(await later.get("another")).toBeNull();
  });

  test("keeps what it was when its text changes", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const made = await library.create(blank);
    pages.time += hour;
    const text = titled("Ours", "more");
    const saved = await library.save(made, {text, title: "Ours"});
    expect(saved).toMatchObject({id: made.id, text, title: "Ours", createdAt: made.createdAt, changedAt: pages.time});
    expect(saved.revision).toBe(2);
    expect(await (await pages.open()).get(made.id)).toEqual(saved);
  });

  test("stands before those that were changed earlier", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const ids: string[] = [];
    for (const title of ["a", "b", "c"]) {
      pages.time += minute;
      ids.push((await library.create({...blank, title})).id);
    }
    pages.time += minute;
    await library.save((await library.get(ids[1]!))!, {text: "changed", title: "b"});
    const {kept} = await library.list();
    expect(kept.map(({title}) => title)).toEqual(["b", "c", "a"]);
  });

  test("that is thrown away lies in the bin, can be taken back, and ends with its history after a while", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const [one, two] = [await library.create(blank), await library.create({...blank, title: "Two"})];
    await library.keepVersion(one.id, "old", "named", "First");
    await library.remove(one.id);
    expect((await library.list()).kept.map(({id}) => id)).toEqual([two.id]);
    expect((await library.bin()).map(({id}) => id)).toEqual([one.id]);
    await library.restore(one.id);
    expect(await library.bin()).toEqual([]);
    await library.remove(one.id);
    expect(await library.purge(pages.time - day)).toBe(0);
    pages.time += 40 * day;
    await library.remove(two.id);
    expect(await library.purge(pages.time - 30 * day)).toBe(1);
    expect((await library.bin()).map(({id}) => id)).toEqual([two.id]);
    expect([await library.get(one.id), await library.versions(one.id)]).toEqual([null, []]);
  });

  test("from outside can become one's own", async () => {
    const library = await new Pages().open();
    const {id} = await library.create({...blank, origin: "link"});
    expect((await library.own(id)).origin).toBe("own");
    expect((await library.get(id))?.origin).toBe("own");
  });

  test("that is not there cannot be thrown away, taken back or owned", async () => {
    const library = await new Pages().open();
    for (const call of [library.remove("x"), library.restore("x"), library.own("x")])
      AppError.assert(await failureOf(call), {code: "persist.missing"});
  });

  test("that the browser threw out to make room is written anew by the page that has it", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const made = await library.create({...blank, base: "weekly"});
    await (await pages.database()).write(["notebooks"], (store) => store.delete("notebooks", made.id));
    const saved = await library.save(made, {text: "new", title: "Mine"});
    expect(saved).toMatchObject({id: made.id, text: "new", base: "weekly", createdAt: made.createdAt});
    expect(await textsOf(library, made.id)).toEqual([blank.text]);
  });

  test("keeps what a later build adds to its record", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const made = await library.create(blank);
    await put(await pages.database(), made.id, {...made, folder: "drafts"});
    await library.save(made, {text: "new", title: "Mine"});
    expect(await library.get(made.id)).toMatchObject({text: "new", folder: "drafts"});
  });
});

describe("saves of one page", () => {
  test("that follow each other before the first is answered are no conflict, and the last stays", async () => {
    const library = await new Pages().open();
    const made = await library.create(blank);
    const saves = ["a", "b", "c"].map((text) => library.save(made, {text, title: ""}));
    expect((await Promise.all(saves)).map(({text}) => text)).toEqual(["a", "b", "c"]);
    expect(await library.get(made.id)).toMatchObject({text: "c", revision: 4});
  });

  test("of the same text write nothing", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const made = await library.create(blank);
    pages.time += hour;
    expect(await library.save(made, made)).toEqual(made);
  });
});

describe("two tabs", () => {
  const meet = async () => {
    const pages = new Pages();
    const [here, there] = [await pages.open(), await pages.open()];
    const made = await here.create(blank);
    return {pages, here, there, made};
  };

  test("that change a notebook in turn, each from what the other kept, do not disturb each other", async () => {
    const {here, there, made} = await meet();
    const first = await there.save((await there.get(made.id))!, {text: "there", title: ""});
    const second = await here.save(first, {text: "here", title: ""});
    expect(second).toMatchObject({text: "here", revision: 3});
  });

  test("that change it at once: the second hears of it, and nobody's text is lost", async () => {
    const {here, there, made} = await meet();
    const theirs = await there.save(made, {text: "there", title: "T"});
    const error = await failureOf(here.save(made, {text: "here", title: "H"}));
    AppError.assert(error, {code: "persist.conflict"});
    const {id, revision, changedAt} = theirs;
    expect(error.details).toEqual({id, text: "there", title: "T", revision, changedAt});
    expect(await here.get(id)).toEqual(theirs);
    expect([...here.unsaved]).toEqual([[id, "here"]]);
    // still a conflict when it is tried again
    AppError.assert(await failureOf(here.save(made, {text: "here", title: "H"})), {code: "persist.conflict"});
    // until somebody decides, knowing the other text: then that stays in the history
    await here.save(theirs, {text: "here", title: "H"});
    expect(here.unsaved.size).toBe(0);
    expect(await here.get(id)).toMatchObject({text: "here", revision: 3});
    expect(await textsOf(here, id)).toContain("there");
  });

  test("that arrive at the same text are of one mind", async () => {
    const {here, there, made} = await meet();
    const theirs = await there.save(made, {text: "same", title: ""});
    expect(await here.save(made, {text: "same", title: ""})).toEqual(theirs);
  });

  test("conflict also when one went on from its own old text after the other's", async () => {
    const {here, there, made} = await meet();
    const mine = await here.save(made, {text: "here 1", title: ""});
    await there.save(mine, {text: "there", title: ""});
    AppError.assert(await failureOf(here.save(mine, {text: "here 2", title: ""})), {code: "persist.conflict"});
    AppError.assert(await failureOf(here.save(made, {text: "here 2", title: ""})), {code: "persist.conflict"});
  });

  test("conflict also when one went over to the other's text and then falls back on its own", async () => {
    const {here, there, made} = await meet();
    const mine = await here.save(made, {text: "here 1", title: ""});
    const theirs = await there.save(mine, {text: "there", title: ""});
    const next = await here.save(theirs, {text: "here 2", title: ""});
    for (const old of [made, mine])
      AppError.assert(await failureOf(here.save(old, {text: "here 3", title: ""})), {code: "persist.conflict"});
    expect(await here.save(theirs, {text: "here 4", title: ""})).toMatchObject({revision: next.revision + 1});
  });

  test("of which one throws the notebook away while the other writes keep the text, in the bin", async () => {
    const {here, there, made} = await meet();
    await there.remove(made.id);
    await here.save(made, {text: "here", title: ""});
    expect(await there.bin()).toMatchObject([{id: made.id, text: "here"}]);
  });

  test("hear what the other does, and not what they do themselves", async () => {
    const {pages, here, there, made} = await meet();
    const heard: string[] = [];
    const stop = there.onchange((id) => void heard.push(id));
    here.onchange(() => void heard.push("itself"));
    await here.save(made, {text: "new", title: ""});
    await here.remove(made.id);
    await here.restore(made.id);
    await here.remove(made.id);
    pages.time += hour;
    await here.purge(pages.time);
    expect(heard).toEqual(Array.from({length: 5}, () => made.id));
    stop();
    await here.create(blank);
    expect(heard).toHaveLength(5);
  });

  test("do not listen to what is no news", () => {
    const browser = new Browser();
    const library = NotebookLibrary.open(null, browser.page());
    const heard: string[] = [];
    library.onchange((id) => void heard.push(id));
    const stranger = browser.air.join();
    for (const message of [null, 1, "a", {}, {changed: 3}, {changed: null}, []]) stranger.post(message);
    expect(heard).toEqual([]);
  });

  test("of which the clocks differ lose nothing", async () => {
    const {pages, here, there, made} = await meet();
    const mine = await here.save(made, {text: "one", title: ""});
    pages.time -= 10 * day;
    const theirs = await there.save(mine, {text: "two", title: ""});
    expect(await here.get(made.id)).toEqual(theirs);
    expect(await textsOf(here, made.id)).toContain("one");
  });
});

describe("the history of a notebook", () => {
  test("takes in by itself what is replaced, now and then", async () => {
    const pages = new Pages();
    const library = await pages.open();
    let notebook = await library.create({...blank, text: "0"});
    const save = async (text: string) => (notebook = await library.save(notebook, {text, title: ""}));
    for (const text of ["1", "2", "3"]) {
      pages.time += 1000;
      await save(text);
    }
    expect(await textsOf(library, notebook.id)).toEqual(["0"]);
    pages.time += 2 * minute;
    await save("4");
    expect(await textsOf(library, notebook.id)).toEqual(["3", "0"]);
    pages.time += 60 * day;
    await save("5");
    expect((await textsOf(library, notebook.id))[0]).toBe("4");
  });

  test("keeps the same text once, takes names, and names what has none", async () => {
    const library = await new Pages().open();
    const {id} = await library.create(blank);
    await library.keepVersion(id, "a", "auto");
    await library.keepVersion(id, "a", "auto");
    expect(await library.versions(id)).toMatchObject([{text: "a", label: null, cause: "auto"}]);
    await library.keepVersion(id, "a", "named", "before the sale");
    await library.keepVersion(id, "a", "auto");
    expect(await library.versions(id)).toMatchObject([{text: "a", label: "before the sale", cause: "named"}]);
    await library.keepVersion(id, "a", "named", "sent to Lin");
    await library.keepVersion(id, "b", "auto");
    await library.keepVersion(id, "a", "restore");
    const versions = await library.versions(id);
    expect(versions.map(({text, label}) => [text, label])).toEqual([
      ["a", null],
      ["b", null],
      ["a", "sent to Lin"],
      ["a", "before the sale"]
    ]);
  });

  test("has the title that each text gave itself", async () => {
    const library = await new Pages().open();
    const {id} = await library.create(blank);
    await library.keepVersion(id, titled("{en: Weekly, zh-Hans: 每周}"), "auto");
    await library.keepVersion(id, "no title", "auto");
    expect((await library.versions(id)).map(({title}) => title)).toEqual(["Mine", "Weekly"]);
  });

  test("can be brought along from elsewhere, at its own dates", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const {id} = await library.create(blank);
    await library.keepVersion(id, "old", "named", "Old", pages.time - 400 * day);
    await library.keepVersion(id, "newer", "import", null, pages.time - 2 * day);
    expect((await library.versions(id)).map(({text, at}) => [text, at])).toEqual([
      ["newer", pages.time - 2 * day],
      ["old", pages.time - 400 * day]
    ]);
  });

  test("grows thinner with age", async () => {
    const pages = new Pages();
    const library = await pages.open();
    let notebook = await library.create(blank);
    for (let index = 0; index < 200; index += 1) {
      pages.time += 6 * minute;
      notebook = await library.save(notebook, {text: `text ${index}`, title: ""});
    }
    // ten in the hour; nineteen hours before that, and one of another day at most
    expect((await library.versions(notebook.id)).length).toBeLessThanOrEqual(10 + 21 + 2);
    await library.keepVersion(notebook.id, "end", "auto");
    expect((await library.versions(notebook.id))[0]?.text).toBe("end");
  });

  test("does not break over a version that cannot be read, nor throw it away", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const {id} = await library.create(blank);
    const db = await pages.database();
    const bad: [string, string] = [id, "999"];
    await db.write(["versions"], (store) => store.put("versions", bad, {text: 1}));
    await library.keepVersion(id, "good", "auto");
    expect(await textsOf(library, id)).toEqual(["good"]);
    expect(await db.read(["versions"], (store) => store.get("versions", bad))).toEqual({text: 1});
  });
});

describe("what a page leaves behind", () => {
  const leave = async (pages: Pages) => {
    const page = await pages.open();
    return {page, made: await page.create(blank)};
  };
  const draft = (notebook: KeptNotebook, text: string) => ({
    id: notebook.id,
    text,
    base: null,
    revision: notebook.revision
  });

  test("is the notebook's text when the next page opens; what it replaces stands in the history", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    pages.time += hour;
    expect(page.saveDraft(draft(made, titled("Late")))).toBe(true);
    const next = await pages.open();
    expect(await next.recoverDrafts()).toEqual([{id: made.id, title: "Late", outcome: "saved", error: null}]);
    expect(await next.get(made.id)).toMatchObject({text: titled("Late"), changedAt: pages.time, revision: 2});
    expect(await textsOf(next, made.id)).toEqual([blank.text]);
    expect([await (await pages.open()).recoverDrafts(), pages.small.length]).toEqual([[], 0]);
  });

  test("is nothing to speak of when it was kept after all", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    page.saveDraft(draft(made, "late"));
    await page.save(made, {text: "late", title: ""});
    expect(pages.small.length).toBe(0);
    const killed = await pages.open();
    killed.saveDraft(draft(made, "late"));
    expect(await (await pages.open()).recoverDrafts()).toEqual([]);
    expect(pages.small.length).toBe(0);
  });

  test("stays aside when an earlier text is kept after it was written", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    const saving = page.save(made, {text: "early", title: ""});
    page.saveDraft(draft(made, "late"));
    await saving;
    const next = await pages.open();
    expect(await next.recoverDrafts()).toMatchObject([{id: made.id, outcome: "saved"}]);
    expect(await next.get(made.id)).toMatchObject({text: "late"});
  });

  test("does not undo what the same page kept after it, and could not clear away any more", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    page.saveDraft(draft(made, "early"));
    const [key, text] = [...pages.small.texts][0]!;
    await page.save(made, {text: "later", title: ""});
    pages.small.setItem(key, text);
    const next = await pages.open();
    expect(await next.recoverDrafts()).toMatchObject([{id: made.id, outcome: "in_history"}]);
    expect(await next.get(made.id)).toMatchObject({text: "later"});
    expect(await textsOf(next, made.id)).toContain("early");
  });

  test("goes into the history when another tab went on meanwhile", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    page.saveDraft(draft(made, "late"));
    await (await pages.open()).save(made, {text: "other", title: ""});
    const next = await pages.open();
    expect(await next.recoverDrafts()).toMatchObject([{id: made.id, outcome: "in_history"}]);
    expect(await next.get(made.id)).toMatchObject({text: "other"});
    expect(await next.versions(made.id)).toContainEqual(expect.objectContaining({text: "late", cause: "recovered"}));
    expect(pages.small.length).toBe(0);
  });

  test("becomes a notebook where none was kept, or where it is gone or broken", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    const broken = await page.create(blank);
    page.saveDraft({id: null, text: titled("New"), base: "checkup"});
    page.saveDraft(draft(made, titled("Gone")));
    page.saveDraft(draft(broken, titled("Broken")));
    const db = await pages.database();
    await db.write(["notebooks"], (store) => store.delete("notebooks", made.id));
    await put(db, broken.id, {id: 1});
    const next = await pages.open();
    const recovered = await next.recoverDrafts();
    expect(recovered.map(({title, outcome}) => [title, outcome])).toEqual([
      ["New", "saved"],
      ["Gone", "saved"],
      ["Broken", "saved"]
    ]);
    const {kept, damaged} = await next.list();
    expect(kept.map(({text}) => text).sort()).toEqual(["Broken", "Gone", "New"].map((each) => titled(each)));
    expect(kept.find(({title}) => title === "New")?.base).toBe("checkup");
    expect(kept.find(({title}) => title === "Gone")?.id).toBe(made.id);
    expect(damaged.map(({id}) => id)).toEqual([broken.id]);
  });

  test("stays where it is when it cannot be kept now either", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    page.saveDraft(draft(made, "late"));
    page.saveDraft({id: null, text: "new", base: null});
    const db = faulty(await pages.database());
    const next = NotebookLibrary.open(db, pages.page());
    db.failAlways("quota");
    expect(await next.recoverDrafts()).toMatchObject([
      {id: made.id, outcome: "failed", error: {code: "persist.full"}},
      {id: null, outcome: "failed", error: {code: "persist.full"}}
    ]);
    expect(pages.small.length).toBe(2);
    db.heal();
    expect(await (await pages.open()).recoverDrafts()).toMatchObject([{outcome: "saved"}, {outcome: "saved"}]);
  });

  test("of two pages is taken in one after the other", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    page.saveDraft(draft(made, "first"));
    pages.time += minute;
    (await pages.open()).saveDraft(draft(made, "second"));
    const next = await pages.open();
    await next.recoverDrafts();
    const all = [(await next.get(made.id))?.text, ...(await textsOf(next, made.id))];
    expect(all).toEqual(expect.arrayContaining(["first", "second"]));
  });

  test("and cannot be read is left alone", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    page.saveDraft(draft(made, "late"));
    const key = pages.small.key(0)!;
    for (const text of ["", "{", "null", "{}", '{"text":1}']) {
      pages.small.setItem(key, text);
      expect(await (await pages.open()).recoverDrafts()).toEqual([]);
    }
    expect(pages.small.length).toBe(1);
  });

  test("says so when the browser has no room for it, or no such store", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    pages.small.isFull = true;
    expect(page.saveDraft(draft(made, "late"))).toBe(false);
    vi.stubGlobal("localStorage", undefined);
    expect(NotebookLibrary.open(null).saveDraft(draft(made, "late"))).toBe(false);
  });

  test("is not put aside once everything was forgotten", async () => {
    const pages = new Pages();
    const db = await pages.database();
    const page = NotebookLibrary.open(db, pages.page());
    const made = await page.create(blank);
    await db.forget();
    expect(page.saveDraft(draft(made, "late"))).toBe(false);
    AppError.assert(await failureOf(page.save(made, {text: "late", title: ""})), {code: "persist.forgotten"});
    expect(pages.small.length).toBe(0);
  });

  test("can be let go, as when the other tab's text was chosen", async () => {
    const pages = new Pages();
    const {page, made} = await leave(pages);
    await (await pages.open()).save(made, {text: "other", title: ""});
    await failureOf(page.save(made, {text: "mine", title: ""}));
    expect(pages.small.length).toBe(1);
    page.discardUnsaved(made.id);
    expect([page.unsaved.size, pages.small.length]).toEqual([0, 0]);
  });
});

describe("a browser that keeps no database", () => {
  test("has notebooks as long as the page is open, and says so", async () => {
    const library = NotebookLibrary.open(null, new Browser().page());
    expect(library.isDurable).toBe(false);
    const made = await library.create(blank);
    await library.save(made, {text: "new", title: ""});
    expect((await library.list()).kept).toMatchObject([{text: "new"}]);
  });

  test("finds them again where it keeps small things, time after time", async () => {
    const browser = new Browser();
    const first = NotebookLibrary.open(null, browser.page());
    const made = await first.create(blank);
    await first.save(made, {text: titled("New"), title: "New"});
    for (let visit = 0; visit < 3; visit += 1) {
      const page = NotebookLibrary.open(memoryDatabase(), browser.page());
      await page.recoverDrafts();
      expect((await page.list()).kept).toMatchObject([{id: made.id, text: titled("New")}]);
    }
    expect(browser.small.length).toBe(1);
  });
});

describe("a fault of the storage", () => {
  /** What somebody does in a while, as a page does it: what fails is tried again with the next change. */
  async function work(library: NotebookLibrary, pages: Pages, typed: string[]): Promise<Set<string>> {
    const kept = new Set<string>();
    let entry: KeptNotebook | null = null;
    const attempt = async <Result>(promise: Promise<Result>) =>
      promise.catch((error: unknown) => {
        AppError.assert(error);
        expect(error.code).toMatch(/^persist\.(full|failed)$/);
        return null;
      });
    const save = async (text: string) => {
      pages.time += 3 * minute;
      typed.push(text);
      const result: KeptNotebook | null = await attempt(
        entry ? library.save(entry, {text, title: "T"}) : library.create({...blank, text})
      );
      if (result) kept.add(text);
      entry = result ?? entry;
    };
    await save("one");
    await save("two");
    await attempt(library.keepVersion(entry!.id, "two", "named", "Two"));
    await save("three");
    await attempt(library.list());
    await attempt(library.versions(entry!.id));
    await attempt(library.remove(entry!.id));
    await attempt(library.restore(entry!.id));
    await attempt(library.own(entry!.id));
    await save("four");
    return kept;
  }

  async function countCalls(): Promise<number> {
    const pages = new Pages();
    const db = faulty(await pages.database());
    await work(NotebookLibrary.open(db, pages.page()), pages, []);
    return db.calls;
  }

  test.each(["quota", "abort", "hang"] as const)(
    "of the kind %s loses nothing, at whichever call it comes",
    async (fault) => {
      vi.useFakeTimers({toFake: ["setTimeout", "clearTimeout"]});
      const calls = await countCalls();
      expect(calls).toBeGreaterThan(25);
      for (let call = 0; call < calls; call += 1) {
        const pages = new Pages();
        const db = faulty(await pages.database(), () => vi.advanceTimersByTime(timeoutMs));
        const library = NotebookLibrary.open(db, pages.page());
        db.failAt(call, fault);
        const typed: string[] = [];
        const kept = await work(library, pages, typed);
        // the renderer crashes here; the next page finds what was typed last, and all that was acknowledged
        const next = await pages.open();
        await next.recoverDrafts();
        // taking back may have failed, and said so
        const notebooks = [...(await next.list()).kept, ...(await next.bin())];
        const texts = await Promise.all(notebooks.map(async ({id, text}) => [text, ...(await textsOf(next, id))]));
        expect(
          notebooks.map(({text}) => text),
          `call ${call}`
        ).toContain(typed.at(-1));
        expect(texts.flat(), `call ${call}`).toEqual(expect.arrayContaining([...kept]));
        // and the page that saw the fault goes on working
        const after = await library.create({...blank, text: "after"});
        expect(await library.save(after, {text: "later", title: ""})).toMatchObject({text: "later"});
      }
    }
  );

  test("that lasts: the page says so each time, has the text, and puts it aside; it is kept when there is room again", async () => {
    const pages = new Pages();
    const db = faulty(await pages.database());
    const library = NotebookLibrary.open(db, pages.page());
    const made = await library.create(blank);
    db.failAlways("quota");
    for (const text of ["a", "b"]) {
      AppError.assert(await failureOf(library.save(made, {text, title: ""})), {code: "persist.full"});
      expect([...library.unsaved]).toEqual([[made.id, text]]);
    }
    AppError.assert(await failureOf(library.create({...blank, text: "new"})), {code: "persist.full"});
    for (const call of [library.list(), library.get(made.id), library.versions(made.id), library.remove(made.id)])
      AppError.assert(await failureOf(call), {code: "persist.full"});
    db.heal();
    await library.save(made, {text: "c", title: ""});
    await library.create({...blank, text: "new"});
    expect([library.unsaved.size, pages.small.length]).toEqual([0, 0]);
  });

  test("in which the small store is full too: the text is still in the page", async () => {
    const pages = new Pages();
    const db = faulty(await pages.database());
    const library = NotebookLibrary.open(db, pages.page());
    const made = await library.create(blank);
    pages.small.isFull = true;
    db.failAt(0, "quota");
    AppError.assert(await failureOf(library.save(made, {text: "a", title: ""})), {code: "persist.full"});
    expect(library.unsaved.get(made.id)).toBe("a");
  });

  test("in one save is over when the next is kept", async () => {
    const pages = new Pages();
    const db = faulty(await pages.database());
    const library = NotebookLibrary.open(db, pages.page());
    const made = await library.create(blank);
    db.failAt(0, "abort");
    const early = failureOf(library.save(made, {text: "early", title: ""}));
    const late = library.save(made, {text: "late", title: ""});
    AppError.assert(await early, {code: "persist.failed"});
    await late;
    expect([library.unsaved.size, pages.small.length]).toEqual([0, 0]);
    expect(await library.get(made.id)).toMatchObject({text: "late"});
  });

  test("in an upgrade by a newer build: the text is put aside for it", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const made = await library.create(blank);
    const upgrades = [() => {}, () => {}];
    const newer = await openHuitouDatabase({name: pages.name, upgrades});
    opened.push(newer!);
    AppError.assert(await failureOf(library.save(made, {text: "old tab", title: ""})), {code: "persist.outdated"});
    const next = NotebookLibrary.open(newer, pages.page());
    expect(await next.recoverDrafts()).toMatchObject([{id: made.id, outcome: "saved"}]);
    expect(await next.get(made.id)).toMatchObject({text: "old tab"});
  });

  test("in trust means less trust, never more", async () => {
    const pages = new Pages();
    const db = faulty(await pages.database());
    const trust = new Trust(db);
    expect(await trust.accept("a")).toBe(true);
    db.failAlways("quota");
    expect(await new Trust(db).isAccepted("a")).toBe(false);
    expect(await trust.accept("b")).toBe(false);
    expect(await trust.isAccepted("b")).toBe(true);
    AppError.assert(await failureOf(trust.forget()), {code: "persist.full"});
    expect(await trust.isAccepted("b")).toBe(false);
    db.heal();
    expect([await new Trust(db).isAccepted("a"), await new Trust(db).isAccepted("b")]).toEqual([true, false]);
    await trust.forget();
    expect(await new Trust(db).isAccepted("a")).toBe(false);
  });
});

test("trust in a browser that keeps nothing lasts as long as the page", async () => {
  const trust = new Trust(null);
  expect(await trust.accept("a")).toBe(false);
  expect([await trust.isAccepted("a"), await trust.isAccepted("constructor")]).toEqual([true, false]);
  expect(await new Trust(null).isAccepted("a")).toBe(false);
});

describe("records that are damaged", () => {
  /** Ways in which a record, or a text, goes bad. */
  function harm(record: KeptNotebook, random: () => number): unknown {
    const keys = Object.keys(record) as (keyof KeptNotebook)[];
    const key = keys[Math.floor(random() * keys.length)]!;
    const wrong: unknown[] = [
      undefined,
      NaN,
      {},
      [],
      true,
      Symbol.iterator.toString(),
      new Date(0),
      new Map([[1, 2]]),
      10n
    ];
    const value = wrong[Math.floor(random() * wrong.length)];
    const without = Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
    const whole: unknown[] = [
      null,
      42,
      record.text,
      new TextEncoder().encode(record.text),
      new ArrayBuffer(3),
      [record],
      without
    ];
    return random() < 0.6 ? {...record, [key]: value} : whole[Math.floor(random() * whole.length)];
  }

  /** Whether it is a notebook nevertheless: a text where a text belongs. */
  const isStillWhole = (id: string, value: unknown) => {
    const {title, text, createdAt, changedAt, revision, base, origin, removedAt, savedBy, savedSince, ...rest} =
      (value ?? {}) as Record<string, unknown>;
    const isNumber = (each: unknown) => typeof each === "number" && !Number.isNaN(each);
    return (
      rest.id === id &&
      [title, text, savedBy].every((each) => typeof each === "string") &&
      [createdAt, changedAt, revision, savedSince].every(isNumber) &&
      (base === null || typeof base === "string") &&
      origin === "own" &&
      (removedAt === null || isNumber(removedAt))
    );
  };

  test("a thousand of them: each is listed with its bytes, none is thrown away, and the whole ones open", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const db = await pages.database();
    const whole = await library.create(blank);
    const random = seeded(11);
    const records = new Map<string, unknown>();
    for (let index = 0; index < 1000; index += 1) {
      const id = `record ${String(index).padStart(4, "0")}`;
      records.set(id, harm({...whole, id, text: `text ${index}`}, random));
    }
    await db.write(["notebooks"], async (store) => {
      for (const [id, value] of records) await store.put("notebooks", id, value as object);
    });
    const broken = [...records].filter(([id, value]) => !isStillWhole(id, value)).map(([id]) => id);
    expect(broken.length).toBeGreaterThan(500);
    const {kept, damaged} = await library.list();
    expect(damaged.map(({id}) => id)).toEqual(broken);
    expect(kept.length).toBe(1001 - broken.length);
    for (const {id, bytes, text} of damaged) {
      const value = records.get(id);
      const content = new TextDecoder().decode(bytes);
      if (typeof value === "string") expect(content).toBe(value);
      else if (value instanceof ArrayBuffer) expect(bytes).toEqual(new Uint8Array(value));
      else if (value instanceof Uint8Array) expect(bytes).toEqual(value);
      else expect(content).toContain(text === null ? "" : JSON.stringify(text));
      AppError.assert(await failureOf(library.get(id)), {code: "persist.damaged"});
    }
    // nothing that is done with the library touches them
    await library.purge(Infinity);
    for (const call of [library.remove(broken[0]!), library.save({...whole, id: broken[0]!}, {text: "x", title: ""})])
      AppError.assert(await failureOf(call), {code: "persist.damaged"});
    expect((await library.list()).damaged).toHaveLength(broken.length);
    await library.discardDamaged(broken[0]!);
    await library.discardDamaged(whole.id);
    expect((await library.list()).damaged).toHaveLength(broken.length - 1);
    expect(await library.get(whole.id)).toEqual(whole);
  });

  test("one that the browser itself cannot read hides no other", async () => {
    const pages = new Pages();
    const db = await pages.database();
    const library = NotebookLibrary.open(
      {
        isDurable: true,
        isForgotten: false,
        write: (...given) => db.write(...given),
        forget: () => db.forget(),
        close: () => db.close(),
        read: (stores, work, options) =>
          db.read(
            stores,
            (store) =>
              work({
                ...store,
                entries: () => Promise.reject(new DOMException("bad bytes", "DataError")),
                get: (name, key) =>
                  key === "bad" ? Promise.reject(new DOMException("", "DataError")) : store.get(name, key)
              }),
            options
          )
      },
      pages.page()
    );
    const made = await library.create(blank);
    await put(db, "bad", {});
    expect(await library.list()).toEqual({
      kept: [made],
      damaged: [{id: "bad", damaged: true, bytes: new Uint8Array(), text: null}]
    });
  });

  test("a thousand corrupted texts are kept and given back to the letter, and can be opened", async () => {
    const pages = new Pages();
    const library = await pages.open();
    const whole = await library.create(blank);
    const random = seeded(5);
    const source = readFileSync("notebooks/weekly.md", "utf8");
    const texts = new Map<string, string>();
    for (let index = 0; index < 1000; index += 1) {
      const letters = [...source.slice(0, 200 + Math.floor(random() * 600))];
      for (let harmed = 0; harmed < 20; harmed += 1)
        letters[Math.floor(random() * letters.length)] = String.fromCharCode(Math.floor(random() * 0x10000));
      texts.set(`text ${index}`, letters.join(""));
    }
    await (
      await pages.database()
    ).write(["notebooks"], async (store) => {
      for (const [id, text] of texts) await store.put("notebooks", id, {...whole, id, text});
    });
    const {kept, damaged} = await library.list();
    expect([kept.length, damaged.length]).toEqual([1001, 0]);
    for (const {id, text} of kept.filter((each) => each.id !== whole.id)) {
      expect(text).toBe(texts.get(id));
      expect(() => parseNotebook(text)).not.toThrow();
    }
  });
});
