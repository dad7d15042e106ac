import {readFileSync} from "node:fs";
import {expect, test} from "vitest";
import {formOf} from "../../src/charts/form";
import {chartKinds} from "../../src/charts/registry";
import {inputForm} from "../../src/notebook/input-form";
import {inputKinds} from "../../src/notebook/inputs";

const charts = [...chartKinds.values()].map((kind) => ({name: kind.name, fields: formOf(kind)}));
const inputs = [...inputKinds.keys()].map((name) => ({name, fields: inputForm(name)}));
const choices = [...charts, ...inputs].flatMap(({fields}) => fields.flatMap((field) => field.choices));
const keys = new Set([
  ...charts.flatMap(({name, fields}) => [
    `chart_kind.${name}`,
    `chart_kind.${name}.about`,
    ...fields.map(({key}) => `chart_field.${key}`)
  ]),
  ...inputs.flatMap(({name, fields}) => [
    `input_kind.${name}`,
    `input_kind.${name}.about`,
    ...fields.map(({key}) => `input_field.${key}`)
  ]),
  ...choices.map((choice) => `chart_choice.${choice}`)
]);

test.each(["en", "zh-Hans"])("every kind, key and choice that the forms offer has a name in %s", (language) => {
  const text = readFileSync(`src/i18n/messages/${language}/chart-editor.json`, "utf8");
  const messages = JSON.parse(text) as Record<string, string>;
  expect([...keys].filter((key) => !Object.hasOwn(messages, key))).toEqual([]);
});
