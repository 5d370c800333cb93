// Builds what browsers load, into the folder named by the first word: styles, scripts and
// the reader of codes.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) throw new Error("Say where to put the result");
const sources = readdirSync(here);

// The scanner reads codes with it where the browser has no reader of its own.
mkdirSync(out, { recursive: true });
const reader = "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";
copyFileSync(reader, join(out, "zxing_reader.wasm"));

copyFileSync(join(here, "mark.svg"), join(out, "mark.svg"));

const styles = sources.filter((name) => name.endsWith(".css") && name !== "theme.css");
for (const name of styles) {
  const words = ["-i", join(here, name), "-o", join(out, name), "--minify"];
  execFileSync(process.execPath, ["node_modules/@tailwindcss/cli/dist/index.mjs", ...words], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}

await esbuild.build({
  entryPoints: sources.filter((name) => name.endsWith(".ts")).map((name) => join(here, name)),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
  outdir: out,
});
