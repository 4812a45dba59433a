/** Where a moment stands in a certificate's validity. `days`: until its last day, counted as days of the calendar in Japan. */
export type Validity =
  | { readonly state: "early" }
  | { readonly state: "good" | "soon"; readonly days: number }
  | { readonly state: "expired" };

/** From this many days on the person is told to renew; the municipal offices take renewals for about as long. */
export const SOON_DAYS = 90;

/** Certificates end at 23:59:59 in Japan, where their holders live (CARD.md §4.2), whatever the PC's time zone is. */
export const CERTIFICATE_TIME_ZONE = "Asia/Tokyo";
const JAPAN_AHEAD_MS = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The certificate's own dates decide; no birthday is counted. */
export function validityOf(certificate: { readonly notBefore: string; readonly notAfter: string }, now: Date): Validity {
  const end = Date.parse(certificate.notAfter);
  if (now.getTime() < Date.parse(certificate.notBefore)) return { state: "early" };
  if (now.getTime() > end) return { state: "expired" };
  const days = dayInJapan(end) - dayInJapan(now.getTime());
  return { state: days <= SOON_DAYS ? "soon" : "good", days };
}

function dayInJapan(at: number): number {
  return Math.floor((at + JAPAN_AHEAD_MS) / DAY_MS);
}
