import { isSecureOrigin } from "./secure-origin.ts";

/** What Chromium tells of itself (User-Agent Client Hints §3); other browsers have no such member. */
interface UserAgentData {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly mobile: boolean;
  readonly platform: string;
}

/** The systems that the bridge runs on. A tablet is not `mobile`, and a Chromebook takes no native messaging host. */
const PLATFORMS = ["Windows", "macOS", "Linux"];

/** As the manifest says. */
const OLDEST_CHROMIUM = 116;

/**
 * Can this browser take part at all, once the extension is installed: a recent Chromium on a PC, and a secure page? Answers at once, asks
 * nobody and says nothing of what is installed: that is `isInstalled()`.
 */
export function isSupported(): boolean {
  const { userAgentData: browser } = navigator as Navigator & { readonly userAgentData?: UserAgentData };
  return (
    isSecureContext &&
    isSecureOrigin(origin) &&
    browser?.mobile === false &&
    PLATFORMS.includes(browser.platform) &&
    browser.brands.some(({ brand, version }) => brand === "Chromium" && parseInt(version) >= OLDEST_CHROMIUM)
  );
}
