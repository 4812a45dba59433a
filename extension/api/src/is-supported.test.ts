import assert from "node:assert/strict";
import { test } from "node:test";
import manifest from "../../manifest.json" with { type: "json" };
import { isSupported } from "./index.ts";

const PC = { brands: [{ brand: "Not A;Brand", version: "99" }, { brand: "Chromium", version: "116" }, { brand: "Microsoft Edge", version: "116" }], mobile: false, platform: "Windows" };

/** As a page in some browser sees it. */
function seen(page: { readonly secure?: boolean; readonly origin?: string; readonly userAgentData?: object }): boolean {
  const globals = { navigator: { userAgentData: page.userAgentData }, isSecureContext: page.secure ?? true, origin: page.origin ?? "https://city.example.jp" };
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { configurable: true, value });
  try {
    return isSupported();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}

test("a Chromium on a PC with a secure page can take part, and nothing else", () => {
  for (const platform of ["Windows", "macOS", "Linux"]) assert.equal(seen({ userAgentData: { ...PC, platform } }), true, platform);
  assert.equal(seen({ userAgentData: { ...PC, mobile: true } }), false);
  assert.equal(seen({ userAgentData: { ...PC, brands: [{ brand: "Other", version: "200" }] } }), false);
  assert.equal(seen({}), false);
});

test("a tablet and a Chromebook say that they are not mobile, and have no bridge all the same", () => {
  for (const platform of ["Android", "Chrome OS", "Chromium OS", "Unknown", ""]) assert.equal(seen({ userAgentData: { ...PC, platform } }), false, platform);
});

test("the oldest Chromium is the manifest's", () => {
  const oldest = Number(manifest.minimum_chrome_version);
  for (const [version, answer] of [[oldest, true], [oldest - 1, false], [1000, true]] as const) {
    assert.equal(seen({ userAgentData: { ...PC, brands: [{ brand: "Chromium", version: String(version) }] } }), answer, String(version));
  }
});

test("a page may be secure to the browser and not where the window is to be had", () => {
  assert.equal(seen({ userAgentData: PC, secure: false }), false);
  for (const origin of ["http://[::1]:8080", "http://app.localhost", "null"]) assert.equal(seen({ userAgentData: PC, origin }), false, origin);
});
