// Every vector through the WASM module: the folders that `test-vectors --out DIR` has written. `cargo xtask test` makes both;
// JITSUIN_VECTORS and JITSUIN_WASM_PKG name other folders.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const folder = resolve(process.env.JITSUIN_VECTORS ?? join(root, "target/jitsuin-vectors"));
const core = createRequire(import.meta.url)(join(resolve(process.env.JITSUIN_WASM_PKG ?? join(root, "wasm/pkg")), "jitsuin.js"));

/** What the module must say: it takes no answers, so whatever passes otherwise ends in TRY_LATER. */
function expected({ byAnswer, expected }) {
  const passes = byAnswer || expected.indication === "TOTAL-PASSED";
  return passes
    ? { indication: "INDETERMINATE", subIndication: "TRY_LATER", findings: [] }
    : { indication: expected.indication, subIndication: expected.subIndication, findings: expected.findings };
}

function verify(at, { of, origin, nonce, at: time }) {
  const file = (name) => new Uint8Array(readFileSync(join(at, name)));
  const anchors = readFileSync(join(at, "anchors.pem"), "utf8");
  if (of === "login") return core.verifyLogin(readFileSync(join(at, "token.json"), "utf8"), origin, nonce, anchors, Date.parse(time));
  const content = existsSync(join(at, "content.bin")) ? file("content.bin") : undefined;
  return core.verify(file("signed.p7s"), content, anchors, Date.parse(time));
}

const names = readdirSync(folder);
assert.ok(names.length > 100, `only ${names.length} vectors in ${folder}`);
for (const name of names) {
  const at = join(folder, name);
  const about = JSON.parse(readFileSync(join(at, "case.json"), "utf8"));
  test(name, () => {
    const report = verify(at, about);
    const findings = report.findings
      .filter(({ outcome, reason }) => outcome !== "passed" && reason !== "not-reached" && reason !== "revocation-not-checked")
      .map(({ check, reason }) => `${check}: ${reason}`);
    assert.deepEqual({ indication: report.indication, subIndication: report.subIndication, findings }, expected(about));
  });
}
