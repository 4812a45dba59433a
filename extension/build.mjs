/**
 * Builds the extension and the npm package: `node build.mjs`. Writes dist/chromium and dist/api, and leaves alone
 * dist/chromium/wasm, which `cargo xtask` puts there. It never reaches the network.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { seal, sealPng } from "./icons/draw.mjs";

const here = (...path) => join(import.meta.dirname, ...path);
const chromium = here("dist", "chromium");
const api = here("dist", "api");

/** The oldest browser that the result runs in: the first with `AbortSignal.any`. The manifest says the same. */
const TARGET = "chrome116";

await mkdir(join(chromium, "icons"), { recursive: true });
await mkdir(api, { recursive: true });

const { version } = JSON.parse(await readFile(here("package.json"), "utf8"));
const manifest = JSON.parse(await readFile(here("manifest.json"), "utf8"));
await writeFile(join(chromium, "manifest.json"), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);

await Promise.all([
  cp(here("_locales"), join(chromium, "_locales"), { recursive: true }),
  cp(here("src", "signing.html"), join(chromium, "signing.html")),
  cp(here("src", "signing.css"), join(chromium, "signing.css")),
  ...["card.html", "card.css", "toolbar.html"].map((name) => cp(here("src", name), join(chromium, name))),
  cp(here("src", "hello.json"), join(chromium, "hello.json")),
  cp(here("node_modules", "@digital-go-jp", "design-tokens", "dist", "tokens.css"), join(chromium, "tokens.css")),
  cp(here("node_modules", "@digital-go-jp", "design-tokens", "LICENSE"), join(chromium, "tokens.LICENSE")),
  writeFile(join(chromium, "icons", "seal.svg"), seal()),
  ...[16, 32, 48, 128].map((size) => writeFile(join(chromium, "icons", `${size}.png`), sealPng(size))),
  // Not minified: whoever wants to know what these pages do can read it in the installed extension.
  build({
    entryPoints: { signing: here("src", "signing", "main.ts"), card: here("src", "card", "main.ts"), toolbar: here("src", "card", "toolbar.ts") },
    outdir: chromium,
    bundle: true,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
  }),
  build({
    entryPoints: [here("api", "src", "index.ts")],
    outfile: join(api, "jitsuin.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    legalComments: "none",
  }),
]);

await writeFile(join(api, "jitsuin.d.ts"), await declarations());
await cp(here("api", "README.md"), join(api, "README.md"));
await writeFile(join(api, "package.json"), `${JSON.stringify({ ...JSON.parse(await readFile(here("api", "package.json"), "utf8")), version }, null, 2)}\n`);

const size = gzipSync(await readFile(join(api, "jitsuin.js")), { level: 9 }).length;
const LIMIT = 2600;
console.log(`jitsuin.js: ${size} bytes gzip (at most ${LIMIT})`);
if (size > LIMIT) process.exitCode = 1;

/** One file of declarations: those of the public modules, one after the other, without the imports between them. */
async function declarations() {
  const out = await mkdtemp(join(tmpdir(), "jitsuin-types-"));
  try {
    execFileSync(
      process.execPath,
      [here("node_modules", "typescript", "bin", "tsc"), "-p", here("tsconfig.json"), "--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--rootDir", here(), "--outDir", out],
      { stdio: "inherit" },
    );
    const texts = await Promise.all((await publicModules()).map((name) => readFile(join(out, "api", "src", `${name}.d.ts`), "utf8")));
    const declared = texts.map((text) => text.replace(/^import .*\n/gm, ""));
    // What index.ts does not export stays inside.
    const inside = /^\/\*\*(?:(?!\*\/)[^])*\*\/\nexport declare (?:const NEVER_AGAIN|function ask)[^;]*;\n/gm;
    return declared.map((text) => text.replace(inside, "")).join("");
  } finally {
    await rm(out, { recursive: true });
  }
}

/** The modules that index.ts exports from, by their names: what it gains is declared too. */
async function publicModules() {
  const index = await readFile(here("api", "src", "index.ts"), "utf8");
  return [...index.matchAll(/^export .* from "\.\/([a-z-]+)\.ts";$/gm)].map(([, name]) => name);
}
