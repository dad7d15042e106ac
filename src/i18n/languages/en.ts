import {merge} from "../merge";

/** Loaded as one piece: a language is wanted whole or not at all. */
export default merge(import.meta.glob("../messages/en/*.json", {eager: true, import: "default"}));
