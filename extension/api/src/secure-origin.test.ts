import assert from "node:assert/strict";
import { test } from "node:test";
import manifest from "../../manifest.json" with { type: "json" };
import { isSecureOrigin } from "./secure-origin.ts";

test("only https, and http of this computer, may ask", () => {
  for (const origin of ["https://city.example.jp", "https://city.example.jp:8443", "https://[::1]", "http://localhost:8787", "http://127.0.0.1"]) assert.equal(isSecureOrigin(origin), true, origin);
  const others = ["null", "", "http://city.example.jp", "http://localhost.evil.example", "http://app.localhost", "http://[::1]", "http://127.0.0.2", "file://", "https://", "chrome-extension://abc", "ftp://a"];
  for (const origin of others) assert.equal(isSecureOrigin(origin), false, origin);
});

test("it is the manifest's rule", () => {
  for (const { matches } of manifest.web_accessible_resources) {
    for (const pattern of matches) assert.equal(isSecureOrigin(pattern.replace("/*", "").replace("*", "city.example.jp")), true, pattern);
    assert.equal(matches.length, 3);
  }
});
