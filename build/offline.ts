import {createHash} from "node:crypto";
import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Plugin} from "vite";

/** Files that hosts read and pages never ask for. */
const unasked = new Set(["sw.js", "_headers", ".nojekyll", "robots.txt"]);

/** Writes the service worker beside the built page, with the list of all its files and a version made of what they hold. */
export function offline(): Plugin {
  return {
    name: "huitou-offline",
    apply: "build",
    writeBundle({dir}) {
      if (dir === undefined) return;
      const names = readdirSync(dir, {recursive: true, withFileTypes: true})
        .filter((entry) => entry.isFile())
        .map(({parentPath, name}) =>
          join(parentPath, name)
            .slice(dir.length + 1)
            .replaceAll("\\", "/")
        )
        .filter((name) => !unasked.has(name))
        .sort();
      const hash = createHash("sha256");
      for (const name of names) hash.update(name).update(readFileSync(join(dir, name)));
      const files = names.map((name) => (name === "index.html" ? "./" : `./${name}`));
      const worker = readFileSync(new URL("./service-worker.js", import.meta.url), "utf8")
        .replaceAll("__VERSION__", hash.digest("hex").slice(0, 16))
        .replace('"__FILES__"', files.map((file) => JSON.stringify(file)).join(", "));
      writeFileSync(join(dir, "sw.js"), worker);
    }
  };
}
