import type {Database} from "./database";

/** A database that can be used before its engine has started: every call waits for it. */
export function deferDatabase(opening: Promise<Database>): Database {
  return {
    exec: async (sql, options) => (await opening).exec(sql, options),
    query: async (sql, options) => (await opening).query(sql, options),
    check: async (sql) => (await opening).check(sql),
    keepPlans: async (signal) => (await opening).keepPlans(signal),
    setVariable: async (name, value) => (await opening).setVariable(name, value),
    registerFile: async (name, file) => (await opening).registerFile(name, file),
    registerBuffer: async (name, bytes) => (await opening).registerBuffer(name, bytes),
    readBuffer: async (name) => (await opening).readBuffer(name),
    dropFile: async (name) => (await opening).dropFile(name),
    restart: async () => (await opening).restart(),
    close: async () => (await opening).close()
  };
}
