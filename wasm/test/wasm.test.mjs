// The module as users load it: built, bound and loaded by Node. `cargo xtask test` builds it into wasm/pkg;
// JITSUIN_WASM_PKG names another folder.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { constants, createHash, generateKeyPairSync, privateEncrypt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";

const folder = resolve(process.env.JITSUIN_WASM_PKG ?? join(import.meta.dirname, "..", "pkg"));
const core = createRequire(import.meta.url)(join(folder, "jitsuin.js"));

const content = new TextEncoder().encode("住民票の写しの交付申請");
const form = {
  title: "住民票の写しの交付申請",
  fields: [{ name: "name", label: "氏名", value: "実印　花子" }],
};
const request = ["https://shinsei.city.example.lg.jp", "b2f0c1d2e3f4a5b6c7d8", "2026-11-22T10:09:03.000Z"];

const extensions = `
[ca]
keyUsage = critical, keyCertSign, cRLSign
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
[sign]
keyUsage = critical, digitalSignature, nonRepudiation
certificatePolicies = critical, 1.2.392.200149.8.5.1.0.20
subjectAltName = @person
authorityKeyIdentifier = keyid
[auth]
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
certificatePolicies = critical, 1.2.392.200149.8.5.1.0.30
[person]
otherName.1 = 1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8:実印　花子
otherName.2 = 1.2.392.200149.8.5.5.4;FORMAT:UTF8,UTF8:319800217
otherName.3 = 1.2.392.200149.8.5.5.3;FORMAT:UTF8,UTF8:2
otherName.4 = 1.2.392.200149.8.5.5.5;FORMAT:UTF8,UTF8:東京都清瀬市
`;

const origin = "https://shinsei.city.example.lg.jp";
const nonce = "b2f0c1d2e3f4a5b6c7d8";
// EF 0002 of the JPKI test card and the digest that its EF 0003 keeps (CARD.md §1.3).
const attributesFile = new Uint8Array(Buffer.from("ff2065df2108000e002000590064df220fe9bb92e6a190e38080e5b9b9e4b99f"
  + "df2336e69db1e4baace983bde6b885e780ace5b882e8a6b3e5b883e5ad90e58d97efbc91efbc92efbc8defbc97efbc8defbc92efbc90efbc92"
  + "df24083139383030323137df250131", "hex"));
const attributesDigest = new Uint8Array(Buffer.from("b9e0d09427b23b1d4beda2848512b4103752dc2667e51f9712872d65f472cb3b", "hex"));

let work;
let anchors;
let certificate;
let authentication;
let key;
let authenticationKey;

/** Runs openssl in the test's own folder. */
function openssl(...args) {
  return execFileSync("openssl", args, { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
}

/** A key of node:crypto, and its certificate of the kind, made by OpenSSL. */
function issue(kind, serial, bits = 2048) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  writeFileSync(join(work, `${kind}.key`), privateKey.export({ type: "pkcs8", format: "pem" }));
  openssl("req", "-new", "-key", `${kind}.key`, "-subj", `/C=JP/CN=${kind}`, "-out", `${kind}.csr`);
  openssl("x509", "-req", "-in", `${kind}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", serial,
    "-days", "365", "-extfile", "extensions", "-extensions", kind.split("-")[0], "-outform", "DER", "-out", `${kind}.der`);
  return { privateKey, der: new Uint8Array(readFileSync(join(work, `${kind}.der`))) };
}

/** What the card does with a digest: PKCS #1 v1.5 around the DigestInfo of CARD.md §2.5. */
function card({ algorithm, value }, privateKey = key) {
  assert.equal(algorithm, "sha-256");
  const digestInfo = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), value]);
  return new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo));
}

function sha256(bytes) {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** The error that the call throws. */
function thrown(call) {
  let error;
  assert.throws(call, (caught) => {
    error = caught;
    return caught instanceof Error;
  });
  return error;
}

function finding(report, check) {
  return report.findings.find((each) => each.check === check);
}

before(() => {
  work = mkdtempSync(join(tmpdir(), "jitsuin-wasm-"));
  writeFileSync(join(work, "extensions"), extensions);
  openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.csr",
    "-subj", "/C=JP/O=JPKI-TEST/OU=CA of both kinds");
  openssl("x509", "-req", "-in", "ca.csr", "-key", "ca.key", "-days", "3650", "-extfile", "extensions",
    "-extensions", "ca", "-out", "ca.pem");
  anchors = readFileSync(join(work, "ca.pem"), "utf8");
  ({ privateKey: key, der: certificate } = issue("sign", "0x01ea01"));
  ({ privateKey: authenticationKey, der: authentication } = issue("auth", "0x02ea02"));
});

after(() => rmSync(work, { recursive: true, force: true }));

describe("forms", () => {
  test("are composed into their canonical bytes and read back", () => {
    const bytes = core.composeForm(form, ...request);
    assert.equal(
      new TextDecoder().decode(bytes),
      '{"expires":"2026-11-22T10:09:03.000Z","fields":[{"label":"氏名","name":"name","value":"実印　花子"}],' +
        '"nonce":"b2f0c1d2e3f4a5b6c7d8","origin":"https://shinsei.city.example.lg.jp",' +
        '"title":"住民票の写しの交付申請","type":"jitsuin-form","version":1}',
    );
    assert.deepEqual(core.readForm(bytes), {
      type: "jitsuin-form", version: 1, ...form, origin: request[0], nonce: request[1], expires: request[2],
    });
  });

  test("that are not of the documented form are refused with the field", () => {
    const cases = [
      [{ ...form, title: "" }, "title"],
      [{ ...form, fields: [{ name: "a", label: "\u202e", value: "" }] }, "fields[0].label"],
    ];
    for (const [wrong, field] of cases) {
      const error = thrown(() => core.composeForm(wrong, ...request));
      assert.equal(error.code, "content-malformed");
      assert.equal(error.field, field);
      assert.equal(typeof error.reason, "string");
    }
    assert.match(thrown(() => core.composeForm({ ...form, more: 1 }, ...request)).reason, /unknown field `more`/);
    for (const nothing of [undefined, null, 1, "form", [], () => 0, { fields: [] }, Symbol("form")]) {
      assert.equal(thrown(() => core.composeForm(nothing, ...request)).code, "content-malformed");
    }
    const circular = { ...form };
    circular.notice = circular;
    assert.equal(thrown(() => core.composeForm(circular, ...request)).code, "content-malformed");
  });

  test("in any other bytes are refused with the position", () => {
    const bytes = core.composeForm(form, ...request);
    const error = thrown(() => core.readForm(new Uint8Array([...bytes, 10])));
    assert.equal(error.code, "content-malformed");
    assert.equal(error.position, bytes.length);
    assert.equal(thrown(() => core.readForm(new Uint8Array(1024 * 1024 + 1))).limit, 1024 * 1024);
  });
});

describe("certificates", () => {
  test("are read as plain objects", () => {
    const summary = core.readCertificate(certificate);
    assert.equal(Object.getPrototypeOf(summary), Object.prototype);
    assert.equal(summary.kind, "sign");
    assert.equal(summary.serialNumber, "01ea01");
    assert.equal(summary.test, true);
    assert.equal(summary.sha256, Buffer.from(sha256(certificate)).toString("hex"));
    assert.deepEqual(summary.holder, {
      name: "実印　花子",
      address: "東京都清瀬市",
      birthDate: { era: "showa", year: 1980, month: 2, day: 17, raw: "319800217" },
      sex: "female",
      nameSubstituted: [],
      addressSubstituted: [],
    });
    assert.equal(core.readCertificate(authentication).kind, "auth");
    assert.equal("holder" in core.readCertificate(authentication), false);
  });

  test("are exported as PEM", () => {
    writeFileSync(join(work, "exported.pem"), core.certificatePem(certificate));
    assert.deepEqual(new Uint8Array(openssl("x509", "-in", "exported.pem", "-outform", "DER")), certificate);
    assert.equal(thrown(() => core.certificatePem(new Uint8Array([48, 0]))).code, "certificate-malformed");
  });

  test("with padding after them are refused with the position", () => {
    const error = thrown(() => core.readCertificate(new Uint8Array([...certificate, 0, 0])));
    assert.equal(error.code, "certificate-malformed");
    assert.equal(error.position, certificate.length);
    assert.equal(error.field, "certificate");
    assert.equal(error.reason, "2 trailing bytes");
    assert.deepEqual(Object.keys(error).sort(), ["code", "field", "position", "reason"]);
  });
});

describe("signatures", () => {
  function attached() {
    const toBeSigned = core.prepareAttached(content, certificate, Date.now());
    return toBeSigned.complete(toBeSigned.digests().map((digest) => card(digest)));
  }

  test("that envelop their content are judged, by us and by OpenSSL", () => {
    const signed = attached();
    const report = core.verify(signed, undefined, anchors, Date.now());
    assert.equal(report.indication, "INDETERMINATE");
    assert.equal(report.subIndication, "TRY_LATER");
    assert.deepEqual(report.revocation, { status: "not-checked" });
    assert.deepEqual(
      report.findings.map(({ check, outcome }) => `${check} ${outcome}`),
      ["format passed", "integrity passed", "signature passed", "signing-certificate passed",
        "certificate-kind passed", "path passed", "policy passed", "validity passed", "revocation indeterminate"],
    );
    assert.equal(report.signer.holder.name, "実印　花子");
    assert.deepEqual(report.content, {
      size: content.length, sha256: Buffer.from(sha256(content)).toString("hex"), attached: true,
    });
    writeFileSync(join(work, "signed.p7s"), signed);
    openssl("cms", "-verify", "-cades", "-inform", "DER", "-binary", "-in", "signed.p7s", "-CAfile", "ca.pem", "-out", "out");
    assert.deepEqual(new Uint8Array(readFileSync(join(work, "out"))), content);
  });

  test("beside their content are made from a digest", () => {
    const hash = new core.Sha256();
    hash.update(content.subarray(0, 7));
    hash.update(content.subarray(7));
    const digest = { algorithm: "sha-256", value: hash.finish() };
    assert.deepEqual(digest.value, sha256(content));
    const toBeSigned = core.prepareDetached(digest, certificate, Date.now());
    const signed = toBeSigned.complete(toBeSigned.digests().map((each) => card(each)));
    const judge = (bytes) => finding(core.verify(signed, bytes, anchors, Date.now()), "integrity");
    assert.equal(judge(content).reason, "content-matches");
    assert.equal(judge(undefined).reason, "content-missing");
    assert.equal(judge(content.subarray(1)).subIndication, "HASH_FAILURE");
    writeFileSync(join(work, "signed.p7s"), signed);
    writeFileSync(join(work, "content"), content);
    openssl("cms", "-verify", "-cades", "-inform", "DER", "-binary", "-in", "signed.p7s", "-content", "content",
      "-CAfile", "ca.pem", "-out", "out");
  });

  test("that do not verify do not leave", () => {
    const complete = (values) => core.prepareAttached(content, certificate, Date.now()).complete(values);
    const { privateKey: another } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const [digest] = core.prepareAttached(content, certificate, Date.now()).digests();
    for (const values of [[card(digest, another)], [new Uint8Array(256)], [new Uint8Array()], []]) {
      const error = thrown(() => complete(values));
      assert.equal(error.code, "signature-invalid");
      assert.equal(typeof error.reason, "string");
    }
  });

  test("are made once from one preparation", () => {
    const toBeSigned = core.prepareAttached(content, certificate, Date.now());
    const values = toBeSigned.digests().map((digest) => card(digest));
    toBeSigned.complete(values);
    assert.throws(() => toBeSigned.complete(values));
    assert.throws(() => toBeSigned.digests());
  });

  test("with one byte changed are refused", () => {
    const signed = attached();
    signed[signed.length - 1] ^= 1;
    const report = core.verify(signed, content, anchors, Date.now());
    assert.equal(report.indication, "TOTAL-FAILED");
    assert.equal(report.subIndication, "SIG_CRYPTO_FAILURE");
    assert.equal(finding(report, "signature").reason, "signature-mismatch");
    assert.equal(core.verify(new Uint8Array([1, 2, 3]), undefined, anchors, Date.now()).subIndication, "FORMAT_FAILURE");
  });

  test("are prepared only for a certificate that may sign now", () => {
    const digest = { algorithm: "sha-256", value: sha256(content) };
    const year = 365 * 24 * 60 * 60 * 1000;
    const notYet = thrown(() => core.prepareDetached(digest, certificate, Date.now() - year));
    assert.equal(notYet.code, "certificate-not-valid");
    assert.equal(new Date(notYet.notAfter) - new Date(notYet.notBefore), year);
    assert.equal(thrown(() => core.prepareDetached(digest, authentication, Date.now())).field, "keyUsage");
    const { der: small } = issue("sign-small", "0x03", 1024);
    const unsupported = thrown(() => core.prepareDetached(digest, small, Date.now()));
    assert.deepEqual([unsupported.code, unsupported.algorithm], ["algorithm-unsupported", "rsa-1024"]);
    for (const wrong of [Number.NaN, -1, Infinity, 2 ** 60]) {
      assert.equal(thrown(() => core.prepareDetached(digest, certificate, wrong)).code, "internal");
    }
  });

  test("are prepared only from a digest that is one", () => {
    const prepare = (digest) => thrown(() => core.prepareDetached(digest, certificate, Date.now()));
    assert.equal(prepare({ algorithm: "sha-1", value: new Uint8Array(20) }).code, "algorithm-unsupported");
    assert.equal(prepare({ algorithm: "sha-256", value: new Uint8Array(31) }).code, "content-malformed");
    for (const nothing of [undefined, null, {}, { algorithm: "sha-256" }, { algorithm: 1, value: [1] }, "sha-256"]) {
      assert.equal(prepare(nothing).code, "content-malformed");
    }
  });

  test("are not judged by anchors that are none", () => {
    const error = thrown(() => core.verify(attached(), undefined, `${anchors}-----BEGIN CERTIFICATE-----`, Date.now()));
    assert.equal(error.code, "anchors-malformed");
    assert.equal(error.position, anchors.length);
  });
});

/** What the bridge has the card sign for a login, by contract (DESIGN.md D5), written without core. */
function login(certificateDer, { to = origin, challenge = nonce, privateKey = authenticationKey } = {}) {
  const counted = (text) => Buffer.concat([Buffer.from([text.length >> 8, text.length & 0xff]), Buffer.from(text)]);
  const bytes = Buffer.concat([Buffer.from("jitsuin-authentication-v1\0"), counted(to), counted(challenge), sha256(certificateDer)]);
  return card({ algorithm: "sha-256", value: sha256(bytes) }, privateKey);
}

describe("revocation", () => {
  const source = "http://ocsp.example";
  const nonce32 = new Uint8Array(32).fill(0x5a);

  function signed() {
    const toBeSigned = core.prepareAttached(content, certificate, Date.now());
    return toBeSigned.complete(toBeSigned.digests().map((digest) => card(digest)));
  }

  /** The CA's database for OpenSSL, with the signing certificate in it: `V`, or `R` with a time and a reason. */
  function database(state, revoked = "") {
    writeFileSync(join(work, "index.txt"), `${state}\t350101000000Z\t${revoked}\t01EA01\tunknown\t/C=JP/CN=sign\n`);
  }

  /** What OpenSSL as a responder answers. */
  function respond(request) {
    writeFileSync(join(work, "request.der"), request);
    openssl("ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey", "ca.key",
      "-reqin", "request.der", "-respout", "response.der");
    return new Uint8Array(readFileSync(join(work, "response.der")));
  }

  // Each list has the next number: two may be made within one second.
  before(() => writeFileSync(join(work, "crlnumber"), "01\n"));
  function list() {
    writeFileSync(join(work, "ca.cnf"), "[ca]\ndefault_ca = ours\n[ours]\ndatabase = index.txt\ncrlnumber = crlnumber\ncertificate = ca.pem\n"
      + "private_key = ca.key\ndefault_md = sha256\ndefault_crl_days = 1\n");
    openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", "list.pem");
    openssl("crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der");
    return new core.RevocationList(new Uint8Array(readFileSync(join(work, "list.der"))), anchors);
  }

  test("by a responder of OpenSSL makes the verdict whole", () => {
    database("V");
    const examination = core.examine(signed(), undefined, anchors, Date.now());
    assert.equal(examination.revocationDecides, true);
    assert.deepEqual(new Uint8Array(examination.signer), certificate);
    const response = respond(examination.ocspRequest(nonce32));
    examination.addOcspResponse(response, nonce32, source, Date.now());
    const report = examination.conclude();
    assert.equal(report.indication, "TOTAL-PASSED");
    assert.deepEqual(report.revocation.source, { kind: "ocsp", name: source });
    assert.equal(report.revocation.status, "good");
    assert.throws(() => examination.conclude());

    const again = core.examine(signed(), undefined, anchors, Date.now());
    again.addOcspResponse(response, new Uint8Array(32), source, Date.now());
    assert.equal(finding(again.conclude(), "revocation").reason, "revocation-answer-refused");
  });

  test("is said with its reason, and in Japanese", () => {
    database("R", "200101000000Z,affiliationChanged");
    const examination = core.examine(signed(), undefined, anchors, Date.now());
    examination.addOcspResponse(respond(examination.ocspRequest()), undefined, source, Date.now());
    const report = examination.conclude();
    assert.deepEqual([report.indication, report.subIndication], ["TOTAL-FAILED", "REVOKED"]);
    assert.equal(report.revocation.reasonCode, "affiliationChanged");
    assert.match(finding(report, "revocation").sentences.ja, /理由コード: affiliationChanged）。.*住所・氏名・生年月日・性別が変わった可能性があります。$/u);
  });

  test("by a list that is read once", () => {
    database("R", "200101000000Z,cessationOfOperation");
    const revoking = list();
    assert.deepEqual([revoking.problem, revoking.size], [undefined, 1]);
    assert.ok(Date.parse(revoking.thisUpdate) < Date.parse(revoking.nextUpdate));
    database("V");
    const empty = list();
    for (const [each, indication] of [[revoking, "TOTAL-FAILED"], [empty, "TOTAL-PASSED"], [empty, "TOTAL-PASSED"]]) {
      const examination = core.examine(signed(), undefined, anchors, Date.now());
      examination.addList(each, "sign.crl", Date.now());
      assert.equal(examination.conclude().indication, indication);
    }
    assert.equal(revoking.hasScopeOf(empty), true);
    assert.equal(empty.mayReplace(revoking), true);
    assert.equal(revoking.mayReplace(empty), false, "an older number");
    const about = core.examine(signed(), undefined, anchors, Date.now());
    assert.deepEqual([revoking.speaksFor(about), revoking.names(about), empty.names(about)], [true, true, false]);
    assert.equal(about.distributionPoint, undefined);
    const broken = new core.RevocationList(new Uint8Array([48, 0]), anchors);
    assert.match(broken.problem, /missing/);
    const examination = core.examine(signed(), undefined, anchors, Date.now());
    examination.addList(broken, "sign.crl", Date.now());
    assert.equal(finding(examination.conclude(), "revocation").reason, "revocation-answer-refused");
  });

  test("that nobody answers leaves the verdict open, and names who was asked", () => {
    const examination = core.examine(signed(), undefined, anchors, Date.now());
    examination.addUnavailable("ocsp", source, "no answer in 5 s", Date.now());
    examination.addOcspResponse(new Uint8Array([48, 3, 10, 1, 3]), undefined, source, Date.now());
    examination.addOperatorStatus("unknown", undefined, "PF", Date.now());
    const report = examination.conclude();
    assert.deepEqual([report.indication, report.subIndication], ["INDETERMINATE", "TRY_LATER"]);
    assert.deepEqual(report.revocation.answers.map((answer) => answer.source.name), [source, source, "PF"]);
    assert.match(report.revocation.answers[1].explanation, /tryLater/);
    assert.throws(() => core.examine(signed(), undefined, anchors, Date.now()).addUnavailable("oracle", "", "", 0));
  });

  test("of a login by a platform operator's word", () => {
    const token = JSON.stringify(core.authenticationToken(authentication, login(authentication), origin, nonce));
    const examine = () => core.examineLogin(token, origin, nonce, anchors, Date.now());
    const good = examine();
    good.addOperatorStatus("good", undefined, "PF", Date.now());
    assert.equal(good.conclude().indication, "TOTAL-PASSED");
    const revoked = examine();
    revoked.addOperatorStatus("revoked", Date.now() - 1000, "PF", Date.now());
    assert.equal(revoked.conclude().subIndication, "REVOKED");
    const withReason = examine();
    withReason.addOperatorStatus("revoked", Date.now() - 1000, "PF", Date.now(), Date.now() - 500, "keyCompromise");
    assert.equal(withReason.conclude().revocation.reasonCode, "keyCompromise");
    assert.throws(() => examine().addOperatorStatus("revoked", Date.now(), "PF", Date.now(), undefined, "lost"));
    assert.throws(() => examine().addOperatorStatus("good", undefined, "PF", Date.now(), undefined, "superseded"));
    const old = (maxAgeMs) => {
      const asked = examine();
      asked.addOperatorStatus("good", undefined, "PF", Date.now(), Date.now() - 7_200_000);
      return finding(asked.conclude(maxAgeMs), "revocation").reason;
    };
    assert.deepEqual([old(), old(3_600_000), old(10_800_000)], ["not-revoked", "revocation-answer-stale", "not-revoked"]);
    assert.throws(() => examine().conclude(-1));
  });
});

describe("logins", () => {
  const token = (signature) => core.authenticationToken(authentication, signature, origin, nonce);
  const judge = (json, to = origin, challenge = nonce) => core.verifyLogin(json, to, challenge, anchors, Date.now());

  test("become tokens, and are judged", () => {
    const made = token(login(authentication));
    assert.deepEqual(Object.keys(made), ["format", "certificate", "signature"]);
    assert.equal(made.format, "jitsuin-authentication-v1");
    assert.deepEqual(new Uint8Array(Buffer.from(made.certificate, "base64")), authentication);
    const report = judge(JSON.stringify(made));
    assert.deepEqual([report.indication, report.subIndication], ["INDETERMINATE", "TRY_LATER"]);
    assert.deepEqual(
      report.findings.map(({ check, outcome }) => `${check} ${outcome}`),
      ["format passed", "signature passed", "certificate-kind passed", "path passed", "policy passed", "validity passed",
        "revocation indeterminate"],
    );
    assert.equal(report.signer.kind, "auth");
    assert.equal("holder" in report.signer, false);
  });

  test("for another site, another nonce or by another key do not leave", () => {
    const { privateKey: another } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const altered = login(authentication);
    altered[255] ^= 1;
    const wrong = [
      login(authentication, { to: "https://phishing.example" }),
      login(authentication, { challenge: "b2f0c1d2e3f4a5b6c7d9" }),
      login(authentication, { privateKey: another }),
      altered,
      new Uint8Array(),
    ];
    for (const signature of wrong) {
      assert.equal(thrown(() => token(signature)).code, "signature-invalid");
    }
    const made = JSON.stringify(token(login(authentication)));
    for (const report of [judge(made, "https://phishing.example"), judge(made, origin, "b2f0c1d2e3f4a5b6c7d9")]) {
      assert.equal(report.indication, "TOTAL-FAILED");
      assert.equal(finding(report, "signature").reason, "login-mismatch");
    }
  });

  test("with a signing certificate are refused on both sides", () => {
    const signature = login(certificate, { privateKey: key });
    const error = thrown(() => core.authenticationToken(certificate, signature, origin, nonce));
    assert.deepEqual([error.code, error.field], ["certificate-malformed", "keyUsage"]);
    const base64 = (bytes) => Buffer.from(bytes).toString("base64");
    const report = judge(JSON.stringify({
      format: "jitsuin-authentication-v1", certificate: base64(certificate), signature: base64(signature),
    }));
    assert.equal(finding(report, "certificate-kind").reason, "signature-certificate");
    assert.equal("holder" in report.signer, false);
  });

  test("that are none say why", () => {
    assert.equal(finding(judge("{}"), "format").reason, "token-malformed");
    assert.equal(judge("").indication, "TOTAL-FAILED");
    const signature = login(authentication);
    const refused = (to, challenge) => thrown(() => core.authenticationToken(authentication, signature, to, challenge));
    assert.deepEqual([refused(`${origin}/`, nonce).code, refused(`${origin}/`, nonce).field], ["token-malformed", "origin"]);
    assert.deepEqual([refused(origin, "short").code, refused(origin, "short").field], ["token-malformed", "nonce"]);
    assert.equal(thrown(() => core.verifyLogin("{}", origin, nonce, "", Date.now())).code, "anchors-malformed");
  });
});

describe("attributes", () => {
  test("are read from the card's file", () => {
    assert.deepEqual(core.readAttributes(attributesFile, attributesDigest), {
      attributes: {
        name: "黒桐　幹也",
        address: "東京都清瀬市観布子南１２－７－２０２",
        birthDate: "1980-02-17",
        birthDateRaw: "19800217",
        sex: "male",
      },
      digestMatches: true,
    });
    assert.equal(core.readAttributes(attributesFile).digestMatches, null);
    assert.equal(core.readAttributes(attributesFile, new Uint8Array(32)).digestMatches, false);
  });

  test("that are none are refused with the position", () => {
    const error = thrown(() => core.readAttributes(attributesFile.subarray(0, 50), undefined));
    assert.deepEqual([error.code, error.position, error.field], ["attributes-malformed", 0, "file"]);
    const lying = attributesFile.slice();
    lying[7] ^= 1;
    assert.equal(thrown(() => core.readAttributes(lying)).field, "offsets");
  });
});

describe("hashing", () => {
  test("in pieces equals hashing at once", () => {
    const piece = new Uint8Array(1024 * 1024).map((_, index) => index * 31);
    const hash = new core.Sha256();
    const whole = createHash("sha256");
    for (let index = 0; index < 40; index += 1) {
      hash.update(piece);
      whole.update(piece);
    }
    assert.deepEqual(hash.finish(), new Uint8Array(whole.digest()));
    assert.throws(() => hash.update(piece));
  });
});
