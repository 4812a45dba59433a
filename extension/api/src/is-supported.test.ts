import assert from "node:assert/strict";
import { test } from "node:test";
import { isSupported } from "./index.ts";

/** As a page in some browser sees it. */
function seen(page: { readonly secure: boolean; readonly userAgentData?: object }): boolean {
  const before = [Object.getOwnPropertyDescriptor(globalThis, "navigator"), Object.getOwnPropertyDescriptor(globalThis, "isSecureContext")] as const;
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { userAgentData: page.userAgentData } });
  Object.defineProperty(globalThis, "isSecureContext", { configurable: true, value: page.secure });
  try {
    return isSupported();
  } finally {
    for (const [position, name] of ["navigator", "isSecureContext"].entries()) {
      const descriptor = before[position];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  }
}

test("a Chromium on a PC with a secure page can take part, and nothing else", () => {
  const brands = [{ brand: "Not A;Brand" }, { brand: "Chromium" }, { brand: "Microsoft Edge" }];
  assert.equal(seen({ secure: true, userAgentData: { brands, mobile: false } }), true);
  assert.equal(seen({ secure: false, userAgentData: { brands, mobile: false } }), false);
  assert.equal(seen({ secure: true, userAgentData: { brands, mobile: true } }), false);
  assert.equal(seen({ secure: true, userAgentData: { brands: [{ brand: "Other" }], mobile: false } }), false);
  assert.equal(seen({ secure: true }), false);
});
