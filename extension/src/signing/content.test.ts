import assert from "node:assert/strict";
import { test } from "node:test";
import { contentOf, type Shown } from "./content.ts";
import type { Formats } from "./formats.ts";
import type { CheckedDocument, CheckedRequests } from "./request.ts";

const ORIGIN = "https://city.example.jp";

const signing = (content: CheckedDocument): CheckedRequests["sign"] => ({ action: "sign", nonce: "0123456789abcdef", expires: "2030-01-01T00:00:00Z", format: "cms-detached", content });

async function shown(kind: CheckedDocument["kind"], text: string): Promise<Shown> {
  return (await contentOf(signing({ kind, name: "a", bytes: new TextEncoder().encode(text) }), ORIGIN, {} as Formats)).shown;
}

test("a text is shown as it is, with its hidden characters, as long as they are few", async () => {
  for (const text of ["番号　花子\n", `1${"\u202E2".repeat(500)}`, "line\r\n".repeat(10_000)]) assert.deepEqual(await shown("text", text), { kind: "text", text });
  assert.deepEqual(await shown("xml", "<a/>"), { kind: "xml", text: "<a/>" });
});

test("a text that hides more than anybody reads is not shown: each mark would be an element of the window", async () => {
  assert.deepEqual(await shown("text", "\u202E".repeat(501)), { kind: "unseen", reason: "hidden" });
  assert.deepEqual(await shown("text", "\u0001".repeat(2 * 1024 * 1024)), { kind: "unseen", reason: "hidden" });
  assert.deepEqual(await shown("xml", `<a>${"\u200B".repeat(501)}</a>`), { kind: "unseen", reason: "hidden" });
});

test("what is too long, or of no kind that can be shown, is not shown either", async () => {
  assert.deepEqual(await shown("text", "x".repeat(2 * 1024 * 1024 + 1)), { kind: "unseen", reason: "long" });
  assert.deepEqual(await shown("binary", "x"), { kind: "unseen", reason: "binary" });
});

test("a copy on this PC has the ending of its kind, whatever the site calls it", async () => {
  for (const [kind, name, text, saved] of [
    ["text", "契約.hta", "x", "契約.hta.txt"],
    ["xml", "a.xml", "<a/>", "a.xml.txt"],
    ["pdf", "a.pdf.lnk", "%PDF-1.7", "a.pdf.lnk.pdf"],
    ["binary", "a.exe", "x", "a.exe.bin"],
  ] as const) {
    const content = await contentOf(signing({ kind, name, bytes: new TextEncoder().encode(text) }), ORIGIN, {} as Formats);
    assert.deepEqual([content.name, content.fileName], [name, saved]);
  }
});
