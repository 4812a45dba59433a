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

/** The verdict, with every answer of the vector. */
function verify(at, { of, origin, nonce, ocspNonce, answeredAt, at: time }) {
  const file = (name) => new Uint8Array(readFileSync(join(at, name)));
  const anchors = readFileSync(join(at, "anchors.pem"), "utf8");
  const [when, answered] = [Date.parse(time), Date.parse(answeredAt)];
  const sent = ocspNonce && new Uint8Array(Buffer.from(ocspNonce, "hex"));
  const content = existsSync(join(at, "content.bin")) ? file("content.bin") : undefined;
  const examination =
    of === "login"
      ? core.examineLogin(readFileSync(join(at, "token.json"), "utf8"), origin, nonce, anchors, when)
      : core.examine(file("signed.p7s"), content, anchors, when);
  if (examination.revocationDecides) {
    for (const name of readdirSync(at).filter((entry) => entry.startsWith("answer-")).sort()) {
      if (name.endsWith(".crl")) examination.addList(new core.RevocationList(file(name), anchors), name, answered);
      else examination.addOcspResponse(file(name), sent, name, answered);
    }
  }
  return examination.conclude();
}

const names = readdirSync(folder);
assert.ok(names.length > 100, `only ${names.length} vectors in ${folder}`);
for (const name of names) {
  const at = join(folder, name);
  const about = JSON.parse(readFileSync(join(at, "case.json"), "utf8"));
  test(name, () => {
    const report = verify(at, about);
    const findings = report.findings
      .filter(({ outcome, reason }) => outcome !== "passed" && reason !== "not-reached")
      .map(({ check, reason }) => `${check}: ${reason}`)
      // Where something else is wrong, nobody is asked.
      .filter((finding, _, all) => finding !== "revocation: revocation-not-checked" || all.length === 1);
    const { indication, subIndication = null } = report;
    assert.deepEqual({ indication, subIndication, findings }, about.expected);
  });
}
