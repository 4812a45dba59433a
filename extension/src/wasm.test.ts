import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const GENERATED = "dist/chromium/wasm/jitsuin.d.ts";

test("wasm.d.ts says what the glue exports", { skip: existsSync(GENERATED) ? false : "the WASM module has not been built" }, () => {
  const generated = signatures(readFileSync(GENERATED, "utf8"));
  for (const [name, declared] of signatures(readFileSync("src/wasm.d.ts", "utf8"))) {
    assert.equal(generated.get(name), declared, name);
  }
});

/** Functions and methods with their parameters' names and types, without the spelling that differs between the two files. */
function signatures(declarations: string): Map<string, string> {
  const found = declarations.matchAll(/^\s*(?:export function )?(\w+)\(([^)]*)\)(?:: ([^;]+))?;/gm);
  return new Map(
    [...found].map(([, name = "", parameters = "", result = ""]) => [name, `(${parameters})${result}`.replace(/\s+/g, "").replaceAll("|null", "|undefined").replaceAll("|number[]", "").replaceAll("?:", ":")]),
  );
}
