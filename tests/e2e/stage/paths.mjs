/** Where the parts are. `cargo xtask` says so; by hand, the repository around this file is taken. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = process.env.JITSUIN_ROOT ?? fileURLToPath(new URL("../../..", import.meta.url));
export const target = process.env.JITSUIN_TARGET ?? join(root, "target");

/** The bridge as it is shipped. */
export const bridge = join(target, "release/jitsuin-bridge");
export const embeddedHost = join(target, "debug/jitsuin-embedded-host");
export const virtualCard = join(target, "debug/virtual-card");
export const testPki = join(target, "debug/test-pki");
export const demoSite = join(target, "debug/jitsuin-demo-site");
export const extension = join(root, "extension/dist/chromium");
export const api = join(root, "extension/dist/api");
export const pki = join(root, "tests/pki/jpki-test.toml");

/** A holder's declaration. @param {string} name */
export const holder = (name) => join(root, `tests/pki/holders/${name}.toml`);

export const EXTENSION_ID = "mdhcpkaipeimhplccapmjaccpenhfgjp";
export const HOST_NAME = "jp.jitsuin.bridge";
export const WINDOW_URL = `chrome-extension://${EXTENSION_ID}/signing.html`;
