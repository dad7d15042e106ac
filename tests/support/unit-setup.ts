import {afterEach, beforeEach, vi} from "vitest";
import {giveBackEngines, takenEngines, type OpenedEngine} from "./engines";

// Unit tests run in processes that live on from file to file. Modules are read anew for each file, engines are handed on:
// what a file opens is free when the next one begins, what a test (or a `beforeEach`) opens is free when the test ends.
giveBackEngines();
vi.resetModules();

let ofTheFile: OpenedEngine[] = [];
beforeEach(() => {
  ofTheFile = takenEngines();
});
afterEach(() => giveBackEngines(ofTheFile));
