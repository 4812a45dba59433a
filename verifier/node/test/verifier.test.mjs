// The package as a site uses it: OpenSSL issues, revokes and answers; Node's fetch asks. JITSUIN_VECTORS names the folders that
// `test-vectors --out DIR` has written.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { constants, generateKeyPairSync, privateEncrypt } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { crl, ocsp, Verifier } from "../index.js";

const core = createRequire(import.meta.url)("../core/jitsuin.js");
const content = new TextEncoder().encode("住民票の写しの交付申請");

const declaration = `
[ca]
keyUsage = critical, keyCertSign, cRLSign
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
[sign]
keyUsage = critical, digitalSignature, nonRepudiation
certificatePolicies = critical, 1.2.392.200149.8.5.1.0.20
subjectAltName = @person
authorityKeyIdentifier = keyid
[person]
otherName.1 = 1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8:実印　花子
otherName.2 = 1.2.392.200149.8.5.5.4;FORMAT:UTF8,UTF8:319800217
otherName.3 = 1.2.392.200149.8.5.5.3;FORMAT:UTF8,UTF8:2
otherName.4 = 1.2.392.200149.8.5.5.5;FORMAT:UTF8,UTF8:東京都清瀬市
[authority]
database = index.txt
default_md = sha256
default_crl_days = 1
crlnumber = crlnumber
`;

let work;
let anchors;
let signed;
let server;
let address;
/** What the server does, by path; each test sets its own. */
let answers = {};
let asked = 0;

function openssl(...args) {
  return execFileSync("openssl", args, { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
}

/** Writes OpenSSL's register: the one certificate, valid or revoked. */
function register(revoked) {
  const [status, when] = revoked ? ["R", `261101000000Z,${revoked}`] : ["V", ""];
  writeFileSync(join(work, "index.txt"), `${status}\t360101000000Z\t${when}\t01EA01\tunknown\t/C=JP/CN=sign\n`);
}

/** The CRL that the register gives; `options` are those of `openssl ca`. */
function list(...options) {
  openssl("ca", "-gencrl", ...options, "-config", "extensions", "-name", "authority", "-cert", "ca.pem", "-keyfile", "ca.key", "-out", "list.pem");
  return openssl("crl", "-in", "list.pem", "-outform", "DER");
}

/** OpenSSL's answer to an OCSP request. */
function response(request) {
  writeFileSync(join(work, "request.der"), request);
  openssl("ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key", "-nmin", "5",
    "-reqin", "request.der", "-respout", "response.der");
  return readFileSync(join(work, "response.der"));
}

const respond = (request) => [200, "application/ocsp-response", response(request)];
const give = (bytes) => () => [200, "application/pkix-crl", bytes];

function verifier(...sources) {
  return new Verifier({ anchors, mode: "test", sources });
}

function reason(verdict) {
  return verdict.findings.find(({ check }) => check === "revocation").reason;
}

before(async () => {
  work = mkdtempSync(join(tmpdir(), "jitsuin-node-"));
  writeFileSync(join(work, "extensions"), declaration);
  writeFileSync(join(work, "crlnumber"), "01\n");
  openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.csr", "-subj", "/C=JP/O=JPKI-TEST/OU=CA");
  openssl("x509", "-req", "-in", "ca.csr", "-key", "ca.key", "-days", "3650", "-extfile", "extensions", "-extensions", "ca", "-out", "ca.pem");
  anchors = readFileSync(join(work, "ca.pem"), "utf8");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(work, "sign.key"), privateKey.export({ type: "pkcs8", format: "pem" }));
  openssl("req", "-new", "-key", "sign.key", "-subj", "/C=JP/CN=sign", "-out", "sign.csr");
  openssl("x509", "-req", "-in", "sign.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "0x01ea01", "-days", "365",
    "-extfile", "extensions", "-extensions", "sign", "-outform", "DER", "-out", "sign.der");
  const prepared = core.prepareAttached(content, new Uint8Array(readFileSync(join(work, "sign.der"))), Date.now());
  const digestInfo = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), prepared.digests()[0].value]);
  signed = prepared.complete([new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo))]);
  register();
  server = createServer(async (request, reply) => {
    asked += 1;
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const [status, type, body] = (await answers[request.url]?.(Buffer.concat(pieces))) ?? [404, "text/plain", "none"];
    reply.writeHead(status, { "content-type": type, location: "/elsewhere" }).end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  address = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.close();
  // One of the tests is never answered.
  server.closeAllConnections();
  rmSync(work, { recursive: true, force: true });
});

describe("a document", () => {
  test("without a source is never accepted", async () => {
    const verdict = await verifier().verify(signed);
    assert.deepEqual([verdict.mode, verdict.indication, reason(verdict)], ["test", "INDETERMINATE", "revocation-not-checked"]);
  });

  test("is judged with OpenSSL's OCSP answer", async () => {
    answers = { "/ocsp": respond };
    const asking = verifier(ocsp(`${address}/ocsp`, { certificates: "sign" }));
    const verdict = await asking.verify(signed);
    assert.equal(verdict.indication, "TOTAL-PASSED", JSON.stringify(verdict.revocation));
    assert.equal(verdict.signer.holder.name, "実印　花子");
    assert.equal(verdict.revocation.source.name, `${address}/ocsp`);
    register("affiliationChanged");
    const revoked = await asking.verify(signed);
    register();
    assert.deepEqual([revoked.indication, revoked.revocation.reasonCode], ["TOTAL-FAILED", "affiliationChanged"]);
  });

  test("is judged with a list that is fetched once", async () => {
    answers = { "/list": give(list()) };
    asked = 0;
    const asking = verifier(crl(`${address}/list`), ocsp(`${address}/other`, { certificates: "auth" }));
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => asking.verify(signed)));
    assert.deepEqual([...new Set(verdicts.map(({ indication }) => indication))], ["TOTAL-PASSED"]);
    assert.equal(asked, 1);
  });

  test("is not accepted where a source does not do its part", async () => {
    const good = response(readFileSync(join(work, "request.der")));
    const cases = [
      ["no answer", undefined, "revocation-unavailable"],
      ["another nonce", () => [200, "application/ocsp-response", good], "revocation-answer-refused"],
      ["a web page", () => [200, "text/html", "<html>"], "revocation-answer-refused"],
      ["garbage", () => [200, "application/ocsp-response", "<html>"], "revocation-answer-refused"],
      ["too much", () => [200, "application/ocsp-response", Buffer.alloc(100_000)], "revocation-unavailable"],
      ["a redirect", () => [302, "text/plain", ""], "revocation-unavailable"],
      ["busy", () => [503, "text/plain", ""], "revocation-unavailable"],
    ];
    for (const [name, answer, expected] of cases) {
      answers = { "/ocsp": answer };
      const verdict = await verifier(ocsp(`${address}/ocsp`)).verify(signed);
      assert.deepEqual([verdict.indication, reason(verdict)], ["INDETERMINATE", expected], name);
    }
    const nobody = await verifier(ocsp("http://127.0.0.1:1/"), crl("http://127.0.0.1:1/")).verify(signed);
    assert.equal(reason(nobody), "revocation-unavailable");
    answers = { "/list": give(Buffer.from("<html>")) };
    assert.equal(reason(await verifier(crl(`${address}/list`)).verify(signed)), "revocation-answer-refused");
  });
});

test("a certificate by itself is asked about again", async () => {
  const certificate = new Uint8Array(readFileSync(join(work, "sign.der")));
  answers = { "/ocsp": respond };
  const asking = verifier(ocsp(`${address}/ocsp`));
  const good = await asking.verifyCertificate(certificate);
  assert.deepEqual([good.indication, good.findings.length, good.signer.holder], ["TOTAL-PASSED", 5, undefined], JSON.stringify(good));
  register("affiliationChanged");
  const moved = await asking.verifyCertificate(certificate);
  register();
  assert.deepEqual([moved.subIndication, moved.revocation.reasonCode], ["REVOKED", "affiliationChanged"]);
  await assert.rejects(asking.verifyCertificate(new Uint8Array(3)), { code: "certificate-malformed" });
});

describe("a list", () => {
  test("that is older takes no revocation back", async () => {
    const older = list();
    register("affiliationChanged");
    const newer = list("-crlsec", "2");
    register();
    answers = { "/list": give(newer) };
    asked = 0;
    const asking = verifier(crl(`${address}/list`));
    assert.equal(reason(await asking.verify(signed)), "revoked");
    answers = { "/list": give(older) };
    // The condition is the newer list's own end, when another one is fetched.
    while (asked < 2) {
      assert.equal(reason(await asking.verify(signed)), "revoked");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(reason(await asking.verify(signed)), "revoked");
    assert.equal(asked, 2);
  });

  test("whose time has passed is not fetched for every verdict", async () => {
    answers = { "/list": give(list("-crl_lastupdate", "261101000000Z", "-crl_nextupdate", "261102000000Z")) };
    asked = 0;
    const asking = verifier(crl(`${address}/list`));
    for (let number = 0; number < 3; number += 1) assert.equal(reason(await asking.verify(signed)), "revocation-answer-stale");
    assert.equal(asked, 1);
  });

  test("that is slow to come is fetched behind the verdicts", async () => {
    const bytes = list();
    let release;
    const released = new Promise((resolve) => (release = resolve));
    answers = { "/list": () => released.then(() => [200, "application/pkix-crl", bytes]) };
    asked = 0;
    const asking = verifier(crl(`${address}/list`));
    // Each of these would wait for ever if it waited for the server.
    for (let number = 0; number < 20; number += 1) {
      const verdict = await asking.verify(signed);
      assert.equal(reason(verdict), "revocation-unavailable");
      assert.match(verdict.revocation.answers[0].explanation, /still being fetched/);
    }
    release();
    while ((await asking.verify(signed)).indication !== "TOTAL-PASSED") await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(asked, 1);
  });

  test("counts only as long as the configuration says", async () => {
    answers = { "/list": give(list()) };
    const judge = (maxAge) => new Verifier({ anchors, mode: "test", sources: [crl(`${address}/list`)], maxAge }).verify(signed);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(reason(await judge(3_600_000)), "not-revoked");
    assert.equal(reason(await judge(1)), "revocation-answer-stale");
    assert.throws(() => new Verifier({ anchors, mode: "test", maxAge: -1 }), TypeError);
  });
});

test("a responder that lets the time pass is not waited for by everybody", async () => {
  answers = { "/ocsp": () => new Promise(() => {}) };
  asked = 0;
  const asking = verifier(ocsp(`${address}/ocsp`, { timeout: 200 }));
  for (let number = 0; number < 5; number += 1) assert.equal(reason(await asking.verify(signed)), "revocation-unavailable");
  assert.equal(asked, 1);
});

test("sources that do not speak for the certificate are named", async () => {
  const verdict = await verifier(ocsp(`${address}/ocsp`, { certificates: "auth" }), crl(`${address}/list`, { certificates: "auth" })).verify(signed);
  assert.equal(reason(verdict), "revocation-unavailable");
  assert.deepEqual(verdict.revocation.answers.map(({ source }) => source.kind), ["ocsp", "crl"]);
  assert.match(verdict.revocation.answers[1].explanation, /a list for the certificate's issuer is not there/);
});

test("a configuration that cannot be right is refused", () => {
  assert.throws(() => new Verifier({ anchors, mode: "service-provider" }), TypeError);
  assert.throws(() => new Verifier({ anchors, mode: "administrative" }), /CAs of J-LIS only/);
  assert.throws(() => new Verifier({ anchors: "", mode: "test" }), ({ code }) => code === "anchors-malformed");
  assert.throws(() => ocsp("http://me:secret@ocsp.example/"), TypeError);
  assert.throws(() => crl("file:///sign.crl"), TypeError);
});

describe("vectors", () => {
  const folder = resolve(process.env.JITSUIN_VECTORS ?? join(import.meta.dirname, "../../../target/jitsuin-vectors"));
  const names = readdirSync(folder);
  assert.ok(names.length > 100, `only ${names.length} vectors in ${folder}`);
  for (const name of names) {
    const at = join(folder, name);
    const files = readdirSync(at);
    // An OCSP answer of a vector has a nonce that no request of ours has.
    if (files.some((file) => file.endsWith(".ocsp"))) continue;
    test(name, async () => {
      const about = JSON.parse(readFileSync(join(at, "case.json"), "utf8"));
      const lists = files.filter((file) => file.endsWith(".crl")).sort();
      answers = Object.fromEntries(lists.map((file) => [`/${name}/${file}`, give(readFileSync(join(at, file)))]));
      const judge = new Verifier({
        anchors: readFileSync(join(at, "anchors.pem"), "utf8"),
        mode: "test",
        sources: lists.map((file) => crl(`${address}/${name}/${file}`)),
      });
      const time = { at: new Date(about.at) };
      const verdict = about.of === "login"
        ? await judge.verifyLogin(readFileSync(join(at, "token.json"), "utf8"), { ...about, ...time })
        : await judge.verify(new Uint8Array(readFileSync(join(at, "signed.p7s"))), { ...time, content: contentOf(at) });
      assert.deepEqual([verdict.indication, verdict.subIndication], [about.expected.indication, about.expected.subIndication ?? undefined]);
    });
  }
});

function contentOf(at) {
  const path = join(at, "content.bin");
  return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
}
