import type { CertificateSummary, ToBeSigned } from "../../wasm.js";
import type { Bridge } from "../bridge.ts";
import { type Content, contentOf } from "../content.ts";
import { Failure } from "../failure.ts";
import { owned } from "../owned-bytes.ts";
import { checkExpiry, type CheckedRequests } from "../request.ts";
import type { ActionContext, ActionOutcome } from "../session.ts";
import type { PinEntry, Turn } from "../steps.ts";

/**
 * One signature, in the order of the seeds (ACCEPTANCE J, K): what will happen, what is signed, what leaves the PC, and only
 * then the password. Nothing reaches the card before the person has agreed and typed.
 */
export async function signAction(
  request: CheckedRequests["sign"],
  context: ActionContext,
): Promise<ActionOutcome<"sign">> {
  const { origin, steps } = context;
  const content = await contentOf(request, origin, context.formats);
  // A person who would have to install something learns it before they read, not after.
  await context.bridge();

  const reading: readonly (() => Promise<Turn>)[] = [
    () => steps.procedure(origin),
    () => steps.content(request, origin, content),
    () => steps.consent(request, origin, content),
  ];
  let position = 0;
  let trouble: Failure | undefined;
  for (;;) {
    const read = reading[position];
    if (read) {
      position = (await read()) === "next" ? position + 1 : Math.max(0, position - 1);
      continue;
    }
    const bridge = await context.bridge();
    const entry = await steps.password(bridge, trouble);
    trouble = undefined;
    if (entry === "back") {
      position -= 1;
      continue;
    }
    checkExpiry(request, context.now());
    try {
      return await Promise.race([steps.working(bridge), signWithCard(request, content, entry, bridge, context)]);
    } catch (thrown) {
      const failure = Failure.from(thrown);
      if (TYPE_AGAIN.has(failure.code) && failure.facts["triesLeft"] !== 0) trouble = failure;
      else await context.retry(failure.facts["triesLeft"] === 0 ? new Failure("pin-blocked") : failure);
    }
  }
}

/** After these the person is back at the password, with the reason above it. */
const TYPE_AGAIN: ReadonlySet<string> = new Set([
  "pin-format",
  "pin-wrong",
  "last-try",
  "pcsc-unavailable",
  "no-reader",
  "no-card",
  "card-busy",
  "card-removed",
  "card-unresponsive",
  "card-refused",
  "card-garbled",
]);

/** PIN, certificate, preparation, signature: one card transaction. */
async function signWithCard(
  request: CheckedRequests["sign"],
  content: Content,
  entry: PinEntry,
  bridge: Bridge,
  { origin, formats, now }: ActionContext,
): Promise<ActionOutcome<"sign">> {
  const certificate = await bridge.open(entry);
  const signedAt = now();
  let signatures: Uint8Array[];
  let summary: CertificateSummary;
  let toBeSigned: ToBeSigned;
  try {
    summary = formats.readCertificate(certificate);
    if (summary.kind !== "sign") throw new Failure("certificate-missing");
    const { notBefore, notAfter } = summary;
    if (signedAt.getTime() < Date.parse(notBefore) || signedAt.getTime() > Date.parse(notAfter)) {
      throw new Failure("certificate-not-valid", { notBefore, notAfter });
    }
    toBeSigned =
      request.format === "cms-attached"
        ? formats.prepareAttached(content.bytes, certificate, signedAt.getTime())
        : formats.prepareDetached({ algorithm: "sha-256", value: content.sha256 }, certificate, signedAt.getTime());
    signatures = await bridge.sign(toBeSigned.digests());
  } catch (thrown) {
    // The card is not left open while the person reads what went wrong.
    await bridge.close().catch(() => undefined);
    throw thrown;
  }
  const signature = owned(toBeSigned.complete(signatures));
  return {
    result: { content: content.bytes, signature, format: request.format },
    transfer: [content.bytes.buffer, signature.buffer],
    receipt: {
      origin,
      content,
      signature: new Blob([signature], { type: "application/pkcs7-signature" }),
      signedAt,
      serialNumber: summary.serialNumber,
    },
  };
}
