/** Chromium with the extension and the registered bridge. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import * as paths from "./paths.mjs";

/**
 * @typedef {object} BrowserOptions
 * @property {NodeJS.ProcessEnv} [environment] for the browser, and so for the bridge
 * @property {string | null} [host] the program that is registered as the bridge; null registers none
 * @property {boolean} [extension] whether the extension is there
 * @property {"ja" | "en"} [language]
 * @property {boolean} [headless]
 * @property {string[]} [args]
 * @property {boolean} [popUpsBlocked] as people's browsers do; Playwright's does not
 */

export class Browser {
  /** @param {BrowserOptions} [options] */
  static async start({
    environment = {},
    host = paths.bridge,
    extension = true,
    language = "ja",
    headless = true,
    args = [],
    popUpsBlocked = false,
  } = {}) {
    const profile = await mkdtemp(join(tmpdir(), "jitsuin-profile-"));
    if (host) await register(profile, host);
    const only = extension
      ? [`--disable-extensions-except=${paths.extension}`, `--load-extension=${paths.extension}`]
      : ["--disable-extensions"];
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.JITSUIN_CHROMIUM ?? "/usr/bin/chromium",
      headless,
      // Chromium refuses its sandbox to root; a person who is not root keeps it.
      chromiumSandbox: process.getuid?.() !== 0,
      locale: language === "ja" ? "ja-JP" : "en-US",
      acceptDownloads: true,
      ...(popUpsBlocked ? { ignoreDefaultArgs: ["--disable-popup-blocking"] } : {}),
      ...(headless ? { viewport: { width: 1100, height: 940 } } : { viewport: null }),
      env: { ...process.env, ...environment, LANGUAGE: language },
      args: [
        ...only,
        `--lang=${language}`,
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        ...args,
      ],
    });
    return new Browser(profile, context);
  }

  /**
   * @param {string} profile
   * @param {import("playwright-core").BrowserContext} context
   */
  constructor(profile, context) {
    this.profile = profile;
    this.context = context;
  }

  async end() {
    await this.context.close().catch(() => undefined);
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Tells the browser of this profile where the bridge is. @param {string} profile @param {string} host */
export async function register(profile, host) {
  const folder = join(profile, "NativeMessagingHosts");
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: paths.HOST_NAME,
    description: "Jitsuin",
    path: host,
    type: "stdio",
    allowed_origins: [`chrome-extension://${paths.EXTENSION_ID}/`],
  };
  await writeFile(join(folder, `${paths.HOST_NAME}.json`), JSON.stringify(manifest));
}

/** Takes the bridge's registration away again. @param {string} profile */
export async function unregister(profile) {
  await rm(join(profile, "NativeMessagingHosts"), { recursive: true, force: true });
}

/**
 * A program that a test writes itself, such as a bridge of another protocol.
 * @param {string} folder
 * @param {string} name
 * @param {string} source its text, first line and all
 */
export async function script(folder, name, source) {
  const file = join(folder, name);
  await writeFile(file, source);
  await chmod(file, 0o755);
  return file;
}
