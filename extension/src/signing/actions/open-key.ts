import type { OpenRequest } from "../bridge-protocol.ts";
import type { Bridge, CardEntry } from "../bridge.ts";
import { Failure } from "../failure.ts";
import type { ActionContext } from "../session.ts";

/** A key that its PIN has opened: its certificate is what it should be, and valid today. */
export interface OpenedKey {
  /** DER. */
  readonly certificate: Uint8Array<ArrayBuffer>;
  readonly serialNumber: string;
  readonly at: Date;
}

/** Opens a key and uses it. Where anything fails, the card is not left open while the person reads what went wrong. */
export async function withKey<T>(
  key: OpenRequest["key"],
  bridge: Bridge,
  entry: CardEntry,
  { formats, now }: ActionContext,
  use: (key: OpenedKey) => Promise<T>,
): Promise<T> {
  const certificate = await bridge.open(key, entry);
  const at = now();
  try {
    const { kind, notBefore, notAfter, serialNumber } = formats.readCertificate(certificate);
    if (kind !== key) throw new Failure("certificate-missing");
    if (at.getTime() < Date.parse(notBefore) || at.getTime() > Date.parse(notAfter)) {
      throw new Failure("certificate-not-valid", { notBefore, notAfter });
    }
    return await use({ certificate, serialNumber, at });
  } catch (thrown) {
    await bridge.close().catch(() => undefined);
    throw thrown;
  }
}
