/**
 * A verdict in Node beside that of PKI.js: the same file, the same CAs, in turns in one run. One line of JSON, the last of standard output.
 * JITSUIN_VECTORS has the file (`test-vectors --out`), JITSUIN_WASM_PKG the module; `cargo xtask bench` calls this.
 *
 * The comparison is in PKI.js's favour: it looks at the signature and the path, ours also at kind, policy, encoding and signed attributes.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fromBER } from "asn1js";
import { Certificate, ContentInfo, SignedData } from "pkijs";

/** Rounds, in each of which both are measured. The best of each count. */
const ROUNDS = 15;
/** Verdicts of each in a round. */
const VERDICTS = 100;

const vector = join(String(process.env.JITSUIN_VECTORS), "document");
const core = createRequire(import.meta.url)(join(String(process.env.JITSUIN_WASM_PKG), "jitsuin.js"));
const signed = new Uint8Array(await readFile(join(vector, "signed.p7s")));
const anchors = await readFile(join(vector, "anchors.pem"), "utf8");
const at = new Date(JSON.parse(await readFile(join(vector, "case.json"), "utf8")).at);
const trustedCerts = anchors
  .split("-----BEGIN CERTIFICATE-----")
  .slice(1)
  .map((text) => Buffer.from(text.replace(/-----END.*/s, ""), "base64"))
  .map((der) => Certificate.fromBER(new Uint8Array(der)));

/** Everything but revocation passes. */
function ours() {
  const report = core.verify(signed, undefined, anchors, at.getTime());
  if (report.subIndication !== "TRY_LATER") throw new Error(JSON.stringify(report.findings));
}

async function theirs() {
  const contents = new ContentInfo({ schema: fromBER(signed.buffer.slice(0)).result });
  const signedData = new SignedData({ schema: contents.content });
  const verdict = await signedData.verify({ signer: 0, trustedCerts, checkDate: at, checkChain: true, extendedMode: true });
  if (!verdict.signatureVerified || !verdict.signerCertificateVerified) throw new Error(JSON.stringify(verdict.message));
}

/** @param {() => void | Promise<void>} verdict @returns {Promise<number>} verdicts a second */
async function rate(verdict) {
  const start = performance.now();
  for (let count = 0; count < VERDICTS; count += 1) await verdict();
  return (VERDICTS * 1000) / (performance.now() - start);
}

const best = { ours: 0, theirs: 0 };
for (let round = 0; round < ROUNDS; round += 1) {
  best.ours = Math.max(best.ours, await rate(ours));
  best.theirs = Math.max(best.theirs, await rate(theirs));
}
process.stdout.write(
  `${JSON.stringify({
    wasmVerdictsPerSecond: Math.round(best.ours),
    pkijsVerdictsPerSecond: Math.round(best.theirs),
    ratio: Math.round((best.ours / best.theirs) * 100) / 100,
  })}\n`,
);
