import {fileURLToPath} from "node:url";
import {runnerImport} from "vite";

// the rooms find their ribs with Vite's `import.meta.glob`, so Vite loads them here too
const entry = fileURLToPath(new URL("./bench.ts", import.meta.url));
const {module} = await runnerImport<typeof import("./bench")>(entry, {configFile: false, logLevel: "warn"});
await module.bench(process.argv.slice(2));
process.exit(0);
