/** Bundles every `*.test.ts` to dist/test and runs them with node:test. (Node 20 does not read TypeScript.) */
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const out = join(here, "dist", "test");
const entryPoints = (await Promise.all(["src", "api/src"].map((folder) => readdir(join(here, folder), { recursive: true }).then((names) => names.map((name) => join(here, folder, name))))))
  .flat()
  .filter((name) => name.endsWith(".test.ts"));

await rm(out, { recursive: true, force: true });
await build({ entryPoints, outdir: out, outbase: here, outExtension: { ".js": ".mjs" }, bundle: true, platform: "node", format: "esm", target: "node20", sourcemap: "inline" });
const tests = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".test.mjs")).map((name) => join(out, name));
process.exitCode = spawnSync(process.execPath, ["--test", "--no-warnings", "--enable-source-maps", ...tests], { stdio: "inherit", cwd: here }).status ?? 1;
