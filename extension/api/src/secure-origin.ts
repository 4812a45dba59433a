/**
 * May a page of this origin ask: https, or http on this computer by one of its two usual names? Both ends ask this of the browser's
 * word, and the manifest says the same. (`isSecureContext` is true of more: `http://[::1]`, `http://app.localhost`.)
 */
export function isSecureOrigin(origin: string): boolean {
  return /^(https:\/\/.+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/.test(origin);
}
