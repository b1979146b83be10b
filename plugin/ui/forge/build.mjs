/* Builds static/app from src: one script and one stylesheet beside index.html, nothing fetched from elsewhere. */

import { copyFile, mkdir, rm } from "node:fs/promises";

import { build } from "esbuild";

const OUT = "static/app";

/* Connect's bridge is not here; and the frame-resizing library serves Confluence only. */
const leftOut = {
  name: "left-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\/connect\.js|iframe-resizer)$/ }, ({ path }) => ({ path, namespace: "left-out" }));
    onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "" }));
  },
};

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: [
    { in: "src/shell.js", out: "app" },
    { in: "src/shell.css", out: "app" },
  ],
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome123", "firefox128", "safari17.5"],
  charset: "utf8",
  legalComments: "none",
  plugins: [leftOut],
  logLevel: "warning",
});
await copyFile("src/index.html", `${OUT}/index.html`);
