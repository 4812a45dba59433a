/** What Chromium tells of itself (User-Agent Client Hints §3); other browsers have no such member. */
interface UserAgentData {
  readonly brands: readonly { readonly brand: string }[];
  readonly mobile: boolean;
}

/**
 * Can this browser take part at all, once the extension is installed: a Chromium on a PC, and a secure page? Answers at once, asks nobody
 * and says nothing of what is installed: that is `isInstalled()`.
 */
export function isSupported(): boolean {
  const { userAgentData } = navigator as Navigator & { readonly userAgentData?: UserAgentData };
  return isSecureContext && userAgentData?.mobile === false && userAgentData.brands.some(({ brand }) => brand === "Chromium");
}
