/* Runs Atlassian's own checks over the Forge apps in the folders named and prints what they find as JSON.

   node check.mjs <folder of the installed package.json beside this file> <folder of an app>…

   Prints a list for each app: [{tool, level, message, file}]. `validate` is what `forge deploy` holds the manifest
   against, `lint` is `forge lint` less what it asks Atlassian's servers. Nothing is fetched: the caller points the
   documents that the permission check would download at an empty one. */

import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [packages, ...apps] = process.argv.slice(2).map((path) => resolve(path));
const required = createRequire(join(packages, "package.json"));
const { lint } = required("@forge/lint");
const { ProcessorBuilder, ValidationTypes } = required("@forge/manifest");

const silent = { info() {}, debug() {}, trace() {}, warn() {}, error() {} };
/* Which runtimes are going out of use is decided by a service of Atlassian's. */
const options = { deprecatedRuntimes: [] };
const switches = { getDeprecatedRuntimes: async () => options.deprecatedRuntimes };

const all = [];
for (const app of apps) {
  process.chdir(app);
  all.push((await findings()).map(({ tool, level, message, file }) => ({ tool, level, message, file })));
}
process.stdout.write(JSON.stringify(all));

async function findings() {
  const full = ProcessorBuilder.instance().withValidation(ValidationTypes.FULL).withOptions(options).build();
  const { errors = [], manifestObject } = await full.process();
  const found = errors.map((one) => ({ tool: "validate", file: "manifest.yml", ...one }));
  if (manifestObject?.typedContent) found.push(...(await linted(manifestObject.typedContent)));
  return found;
}

async function linted(manifest) {
  const config = { linter: { mode: "client-side" } };
  const results = await lint(sources("src"), manifest, "production", silent, switches, config);
  return results.flatMap(({ file, errors, warnings, approvals }) =>
    Object.entries({ error: errors, warning: warnings, approval: approvals }).flatMap(([level, list]) =>
      list.map(({ message }) => ({ tool: "lint", level, message, file }))));
}

function sources(folder) {
  try {
    return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => join(folder, name));
  } catch {
    return []; // a form without a Custom UI
  }
}
