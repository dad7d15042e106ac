import {readFile} from "node:fs/promises";
import {createServer, type IncomingMessage, type Server, type ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";
import {extname, join, normalize, sep} from "node:path";

/** A server of the tests, on a port of its own. */
export interface RunningServer {
  /** its address, ending in a slash */
  url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".csv": "text/csv"
};

/** The plainest host there is: files below a sub-path, with a content type and no other header; tells of every request. */
export function serveFolder(
  folder: string,
  subPath: string,
  {onRequest = () => {}}: {onRequest?: (request: string) => void} = {}
): Promise<RunningServer> {
  return listen(
    async ({method, url = "/"}, response) => {
      onRequest(`${method} ${url}`);
      const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
      const name = path.endsWith("/") ? `${path}index.html` : path;
      const file = normalize(join(folder, name.slice(subPath.length)));
      const bytes = name.startsWith(subPath) && file.startsWith(folder + sep) ? await readOrNull(file) : null;
      response.setHeader("Content-Type", bytes ? (types[extname(file)] ?? "application/octet-stream") : "text/plain");
      response.writeHead(bytes ? 200 : 404).end(bytes ?? "not found");
    },
    {subPath}
  );
}

async function readOrNull(file: string): Promise<Buffer | null> {
  return readFile(file).catch(() => null);
}

/** A server that would love to have the data: it answers everything and lets every origin in. */
export interface Attacker extends RunningServer {
  /** a line for every connection, also one that asks for nothing, and every request */
  log: string[];
}

/** Starts the attacker. */
export async function startAttacker(): Promise<Attacker> {
  const log: string[] = [];
  const attacker = await listen(
    ({method, url}, response) => {
      log.push(`${method} ${url}`);
      for (const name of ["Origin", "Methods", "Headers"]) response.setHeader(`Access-Control-Allow-${name}`, "*");
      response.setHeader("Content-Type", "text/csv").end("a,b\n1,2\n");
    },
    {onConnection: () => log.push("connection")}
  );
  return {...attacker, log};
}

function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
  {subPath = "/", onConnection = () => {}}: {subPath?: string; onConnection?: () => void} = {}
): Promise<RunningServer> {
  const server = createServer((request, response) => void answer(request, response));
  server.on("connection", onConnection);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const {port} = server.address() as AddressInfo;
      resolve({url: `http://127.0.0.1:${port}${subPath}`, close: () => closeServer(server)});
    });
  });
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
