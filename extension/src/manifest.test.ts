import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { EXTENSION_ID } from "../api/src/extension-id.ts";
import manifest from "../manifest.json" with { type: "json" };

test("the extension asks for native messaging and nothing else", () => {
  assert.deepEqual(manifest.permissions, ["nativeMessaging"]);
  for (const absent of ["background", "content_scripts", "host_permissions", "optional_permissions", "optional_host_permissions", "externally_connectable", "oauth2"]) {
    assert.ok(!(absent in manifest), absent);
  }
});

test("pages can load the window and the presence file and nothing else, and only from where they may ask", () => {
  assert.deepEqual(manifest.web_accessible_resources, [
    { resources: ["signing.html", "hello.json"], matches: ["https://*/*", "http://localhost/*", "http://127.0.0.1/*"] },
  ]);
});

test("the card page is reached from the toolbar and the browser's own menu, and by no page", () => {
  assert.deepEqual(manifest.options_ui, { page: "card.html", open_in_tab: true });
  assert.equal(manifest.action.default_popup, "toolbar.html");
  const open = manifest.web_accessible_resources.flatMap(({ resources }) => resources);
  for (const own of ["card.html", "card.js", "toolbar.html"]) assert.ok(!open.includes(own), own);
});

test("the content security policy allows no inline script, no other machine and no frame around it", () => {
  const directives = new Map(
    manifest.content_security_policy.extension_pages.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(" ");
      return [name, sources.join(" ")] as const;
    }),
  );
  assert.equal(directives.get("default-src"), "'none'");
  assert.equal(directives.get("script-src"), "'self' 'wasm-unsafe-eval'");
  assert.equal(directives.get("connect-src"), "'self'");
  assert.equal(directives.get("frame-ancestors"), "'none'");
  assert.equal(directives.get("form-action"), "'none'");
});

test("the id that pages open follows from the manifest's key", () => {
  const digest = createHash("sha256").update(Buffer.from(manifest.key, "base64")).digest("hex").slice(0, 32);
  assert.equal(digest.replace(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 16))), EXTENSION_ID);
});

test("no source reaches another machine or makes markup from text", () => {
  for (const name of readdirSync("src", { recursive: true }) as string[]) {
    if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
    const source = readFileSync(`src/${name}`, "utf8");
    assert.doesNotMatch(source, /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|innerHTML|insertAdjacentHTML|console\./, name);
  }
  for (const page of ["signing", "card", "toolbar"]) {
    assert.doesNotMatch(readFileSync(`src/${page}.html`, "utf8"), /https?:|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=/, page);
  }
});
