import {fileURLToPath} from "node:url";
import {runnerImport} from "vite";

// the rooms find their ribs with Vite's `import.meta.glob`, so Vite loads them here too; it loads only as long as it
// imports, so everything happens while it imports `main.ts`
await runnerImport(fileURLToPath(new URL("./main.ts", import.meta.url)), {configFile: false, logLevel: "warn"});
process.exit(0);
