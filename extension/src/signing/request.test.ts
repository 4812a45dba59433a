import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "./failure.ts";
import { checkExpiry, type CheckedRequests, checkRequest, LIMITS } from "./request.ts";

const field = { name: "name", label: "氏名", value: "番号 花子" };
const form = { kind: "form", title: "申請", fields: [field] };
const request = { action: "sign", nonce: "0123456789abcdef", expires: "2030-01-01T00:00:00Z", content: form };
const bytes = (length: number): Uint8Array => new Uint8Array(length);

/** A list with a hole, as structured cloning passes it on. */
function sparse(...entries: readonly unknown[]): unknown[] {
  const list = [...entries];
  list.length += 1;
  return structuredClone(list);
}

function refused(posted: unknown): Failure {
  try {
    checkRequest(posted);
  } catch (thrown) {
    assert.ok(thrown instanceof Failure);
    return thrown;
  }
  assert.fail("accepted");
}

/** A request to sign that passes. */
function signing(posted: unknown): CheckedRequests["sign"] {
  const checked = checkRequest(posted);
  assert.ok(checked.action === "sign");
  return checked;
}

test("a request of the documented form passes, and is detached by default", () => {
  const checked = signing({ ...request, notice: "手数料 300円", contact: "市民課" });
  assert.equal(checked.format, "cms-detached");
  assert.deepEqual(checked.content, form);
  assert.equal(signing({ ...request, format: "cms-attached" }).format, "cms-attached");
});

test("bytes may be an ArrayBuffer or a Uint8Array, and become exactly the document", () => {
  const whole = Uint8Array.of(1, 2, 3, 4, 5);
  for (const posted of [whole.buffer, whole, whole.subarray(1, 3)]) {
    const { content } = signing({ ...request, content: { kind: "binary", name: "a.bin", bytes: posted } });
    assert.ok(content.kind !== "form");
    assert.equal(content.bytes.buffer.byteLength, content.bytes.byteLength);
    assert.deepEqual(content.bytes, new Uint8Array(posted));
  }
});

test("each mistake is named by its field", () => {
  const document = { kind: "text", name: "a.txt", bytes: bytes(3) };
  const cases: readonly (readonly [posted: unknown, field: string])[] = [
    [null, "request"],
    [[request], "request"],
    ["sign", "request"],
    [{ ...request, action: "decrypt" }, "action"],
    [{ ...request, action: "authenticate" }, "request.content"],
    [{ ...request, action: "toString" }, "action"],
    [{ ...request, extra: 1 }, "request.extra"],
    [{ ...request, origin: "https://evil.example" }, "request.origin"],
    [{ ...request, nonce: "short" }, "nonce"],
    [{ ...request, nonce: "0123456789abcde\n" }, "nonce"],
    [{ ...request, nonce: "０１２３４５６７８９012345" }, "nonce"],
    [{ ...request, nonce: "x".repeat(256) }, "nonce"],
    [{ ...request, expires: "tomorrow" }, "expires"],
    [{ ...request, expires: "2030-02-31T00:00:00Z" }, "expires"],
    [{ ...request, expires: "2030-01-01T00:00:00+09:00" }, "expires"],
    [{ ...request, expires: 1893456000000 }, "expires"],
    [{ ...request, format: "pades" }, "format"],
    [{ ...request, notice: "" }, "notice"],
    [{ ...request, notice: "x".repeat(LIMITS.notice + 1) }, "notice"],
    [{ ...request, contact: { html: "<b>" } }, "contact"],
    [{ ...request, content: undefined }, "content"],
    [{ ...request, content: { ...form, kind: "html" } }, "content.kind"],
    [{ ...request, content: { ...form, bytes: bytes(1) } }, "content.bytes"],
    [{ ...request, content: { ...form, title: "" } }, "content.title"],
    [{ ...request, content: { ...form, title: "あ".repeat(201) } }, "content.title"],
    [{ ...request, content: { ...form, title: "\uD800" } }, "content.title"],
    [{ ...request, content: { ...form, fields: {} } }, "content.fields"],
    [{ ...request, content: { ...form, fields: [] } }, "content.fields"],
    [{ ...request, content: { ...form, notice: "x".repeat(20_001) } }, "content.notice"],
    [{ ...request, content: { ...form, fields: new Array(257).fill(field) } }, "content.fields"],
    [{ ...request, content: { ...form, fields: [null] } }, "content.fields[0]"],
    [{ ...request, content: { ...form, fields: sparse(field) } }, "content.fields[1]"],
    [{ ...request, content: { ...form, fields: [field, { ...field, type: "text" }] } }, "content.fields[1].type"],
    [{ ...request, content: { ...form, fields: [{ ...field, value: 7 }] } }, "content.fields[0].value"],
    [{ ...request, content: { ...form, fields: [{ ...field, value: "x".repeat(20_001) }] } }, "content.fields[0].value"],
    [{ ...request, content: { ...form, fields: [{ ...field, label: "" }] } }, "content.fields[0].label"],
    [{ ...request, content: { ...document, bytes: "abc" } }, "content.bytes"],
    [{ ...request, content: { ...document, bytes: [1, 2] } }, "content.bytes"],
    [{ ...request, content: { ...document, bytes: new Uint8Array(new SharedArrayBuffer(3)) } }, "content.bytes"],
    [{ ...request, content: { ...document, bytes: bytes(0) } }, "content.bytes"],
    [{ ...request, content: { ...document, name: "" } }, "content.name"],
    [{ ...request, content: { ...document, title: "x" } }, "content.title"],
  ];
  for (const [posted, name] of cases) {
    const { code, facts } = refused(posted);
    assert.equal(code, "invalid-request", name);
    assert.equal(facts["field"], name);
    assert.equal(typeof facts["reason"], "string");
  }
});

test("characters are counted as people count them", () => {
  assert.ok(checkRequest({ ...request, content: { ...form, title: "𠮷".repeat(200) } }));
  assert.equal(refused({ ...request, content: { ...form, title: "𠮷".repeat(201) } }).facts["field"], "content.title");
});

test("too many bytes are refused with the limit of the format", () => {
  const content = { kind: "binary", name: "a", bytes: bytes(LIMITS.attached + 1) };
  assert.equal(signing({ ...request, content }).format, "cms-detached");
  const { code, facts } = refused({ ...request, content, format: "cms-attached" });
  assert.equal(code, "content-too-large");
  assert.equal(facts["limit"], LIMITS.attached);
});

test("a request expires at its moment", () => {
  const at = new Date(request.expires);
  assert.throws(() => { checkExpiry(request, at); }, { code: "request-expired" });
  checkExpiry(request, new Date(at.getTime() - 1));
});

const framed = { nonce: request.nonce, expires: request.expires };
const asked = { fields: ["sex", "name"], purpose: "申請書に記入するため" };

test("a form's own notice is signed, and may be as long as a value; the site's words beside it may not", () => {
  const notice = "あ".repeat(20_000);
  assert.deepEqual(signing({ ...request, content: { ...form, notice } }).content, { ...form, notice });
  assert.equal(refused({ ...request, notice }).facts["field"], "notice");
});

test("a signature or a login may ask for attributes, and a form may be filled in: each name once, in the order in which it is shown", () => {
  assert.deepEqual(signing({ ...request, attributes: asked }).attributes, { fields: ["name", "sex"], purpose: asked.purpose });
  assert.ok(!("attributes" in signing(request)));
  assert.deepEqual(checkRequest({ action: "authenticate", ...framed }), { action: "authenticate", ...framed });
  const login = checkRequest({ action: "authenticate", ...framed, attributes: asked, notice: "n" });
  assert.deepEqual(login, { action: "authenticate", ...framed, notice: "n", attributes: { fields: ["name", "sex"], purpose: asked.purpose } });
  const reading = checkRequest({ action: "read-attributes", ...framed, ...asked, contact: "市民課" });
  assert.deepEqual(reading, { action: "read-attributes", ...framed, contact: "市民課", fields: ["name", "sex"], purpose: asked.purpose });
});

test("what is asked of the card's attributes is examined like the rest", () => {
  const reading = { action: "read-attributes", ...framed, ...asked };
  const login = { action: "authenticate", ...framed, attributes: asked };
  const cases: readonly (readonly [posted: unknown, field: string])[] = [
    [{ ...reading, fields: [] }, "fields"],
    [{ ...reading, fields: "name" }, "fields"],
    [{ ...reading, fields: ["name", "name"] }, "fields"],
    [{ ...reading, fields: sparse("name") }, "fields[1]"],
    [{ ...reading, fields: ["name", "address", "birthDate", "sex", "name"] }, "fields"],
    [{ ...reading, fields: ["name", "personalNumber"] }, "fields[1]"],
    [{ ...reading, purpose: "" }, "purpose"],
    [{ ...reading, purpose: "x".repeat(LIMITS.purpose + 1) }, "purpose"],
    [{ ...reading, nonce: undefined }, "nonce"],
    [{ ...reading, attributes: asked }, "request.attributes"],
    [{ ...login, attributes: null }, "attributes"],
    [{ ...login, attributes: { ...asked, photo: true } }, "attributes.photo"],
    [{ ...login, attributes: { ...asked, fields: ["face"] } }, "attributes.fields[0]"],
    [{ ...login, attributes: { fields: ["name"] } }, "attributes.purpose"],
    [{ ...request, attributes: [] }, "attributes"],
    [{ ...request, attributes: { ...asked, fields: [] } }, "attributes.fields"],
    [{ ...request, attributes: { ...asked, digest: true } }, "attributes.digest"],
    [{ ...request, fields: asked.fields }, "request.fields"],
    [{ ...login, expires: "soon" }, "expires"],
    [{ ...login, content: form }, "request.content"],
    [{ action: "set-up", nonce: framed.nonce }, "request.nonce"],
  ];
  for (const [posted, name] of cases) assert.deepEqual([refused(posted).code, refused(posted).facts["field"]], ["invalid-request", name], name);
});

test("set-up asks for nothing, and does not expire", () => {
  const checked = checkRequest({ action: "set-up" });
  assert.deepEqual(checked, { action: "set-up" });
  checkExpiry(checked, new Date("9999-01-01T00:00:00Z"));
});
