import {Table, tableFromArrays, vectorFromArray, type Vector} from "apache-arrow";
import type {Database, Value} from "../../src/engine/database";
import {cellSchema} from "../../src/engine/connection/lock";
import {toQueryError} from "../../src/engine/query-error";
import {variableStatement} from "../../src/engine/sql";
import {importOnDemand} from "../support/on-demand";

/** What is used of `@duckdb/node-api`, which is installed when a benchmark first needs it: 68 MB, and not for every platform. */
interface DuckDBConnection {
  run(sql: string): Promise<{fetchAllChunks(): Promise<readonly {rowCount: number}[]>}>;
  runAndReadAll(sql: string): Promise<{getColumnsObjectJS(): Record<string, unknown[]>}>;
  prepare(sql: string): Promise<{destroySync(): void}>;
  closeSync(): void;
}
interface NodeApi {
  DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<{connect(): Promise<DuckDBConnection>}>;
  };
}

/** The same core as the engine of the page. */
const nodeApiVersion = "1.5.6-r.1";

/** DuckDB as it runs outside a browser, with one thread and the page's settings but not its locks. */
export class NativeDatabase implements Database {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(threads = 1): Promise<NativeDatabase> {
    const {DuckDBInstance} = await importOnDemand<NodeApi>("@duckdb/node-api", nodeApiVersion);
    const instance = await DuckDBInstance.create(":memory:", {threads: String(threads)});
    const connection = await instance.connect();
    const settings = [
      "set errors_as_json = true",
      `create schema ${cellSchema}`,
      `set search_path = 'main,${cellSchema}'`
    ];
    for (const statement of settings) await connection.run(statement);
    return new NativeDatabase(connection);
  }

  async exec(sql: string): Promise<void> {
    try {
      await this.#connection.run(sql);
    } catch (error) {
      throw toQueryError(error, sql);
    }
  }

  /** Runs a query to its last row and lets the rows go: what the engine itself takes. */
  async drain(sql: string): Promise<number> {
    const result = await this.#connection.run(sql);
    let rows = 0;
    for (const chunk of await result.fetchAllChunks()) rows += chunk.rowCount;
    return rows;
  }

  async query(sql: string): Promise<Table> {
    try {
      const reader = await this.#connection.runAndReadAll(sql);
      const columns = reader.getColumnsObjectJS();
      return toArrow(columns);
    } catch (error) {
      throw toQueryError(error, sql);
    }
  }

  async check(sql: string): Promise<void> {
    (await this.#connection.prepare(sql)).destroySync();
  }

  /** Every statement is planned anew here. */
  async keepPlans(): Promise<void> {}

  async setVariable(name: string, value: Value): Promise<void> {
    await this.exec(variableStatement(name, value));
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
  }

  registerFile(): Promise<string> {
    return Promise.reject(new Error("native DuckDB reads files by their path"));
  }

  registerBuffer(): Promise<string> {
    return this.registerFile();
  }

  readBuffer(): Promise<never> {
    return this.registerFile() as Promise<never>;
  }

  dropFile(): Promise<void> {
    return Promise.resolve();
  }

  restart(): Promise<void> {
    return Promise.reject(new Error("open another one"));
  }
}

/** Plain values by column as an Arrow table; for a few rows. */
function toArrow(columns: Record<string, unknown[]>): Table {
  const vectors = Object.entries(columns).map(([name, values]): [string, Vector] => [
    name,
    vectorFromArray(values.map((value) => (typeof value === "bigint" ? Number(value) : (value ?? null))))
  ]);
  return vectors.length > 0 ? new Table(Object.fromEntries(vectors)) : tableFromArrays({});
}
