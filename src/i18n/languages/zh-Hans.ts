import {merge} from "../translation/merge";

/** All messages of the language in one chunk. */
export default merge(import.meta.glob("../messages/zh-Hans/*.json", {eager: true, import: "default"}));
