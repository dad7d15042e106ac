import {bench} from "./bench";

await bench(process.argv.slice(2));
