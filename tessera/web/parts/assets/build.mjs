// Builds what browsers load, into the folder named by the first word: styles, scripts, fonts.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) throw new Error("Say where to put the result");
const sources = readdirSync(here);

mkdirSync(join(out, "fonts"), { recursive: true });
const fonts = "node_modules/@fontsource-variable";
cpSync(`${fonts}/inter/files/inter-latin-wght-normal.woff2`, join(out, "fonts/inter.woff2"));
cpSync(`${fonts}/fraunces/files/fraunces-latin-wght-normal.woff2`, join(out, "fonts/fraunces.woff2"));

// Documents are set in the same faces; they need them whole, and no browser ever loads them.
const faces = ["Inter_400Regular", "Inter_500Medium", "Inter_600SemiBold", "Inter_700Bold", "Fraunces_600SemiBold"];
for (const face of faces) {
  const [family, weight] = face.split("_");
  const source = `node_modules/@expo-google-fonts/${family.toLowerCase()}/${weight}/${face}.ttf`;
  cpSync(source, join(out, "../fonts", `${face}.ttf`));
}

const styles = sources.filter((name) => name.endsWith(".css") && name !== "theme.css");
for (const name of styles) {
  const words = ["-i", join(here, name), "-o", join(out, name), "--minify"];
  execFileSync(process.execPath, ["node_modules/@tailwindcss/cli/dist/index.mjs", ...words], {
    stdio: ["ignore", "ignore", "inherit"],
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
