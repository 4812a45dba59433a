import type { Bridge, CardEntry } from "../bridge.ts";
import { type Content, contentOf } from "../content.ts";
import { owned } from "../owned-bytes.ts";
import type { CheckedRequests } from "../request.ts";
import type { ActionContext, ActionOutcome } from "../session.ts";
import { CardTask, enterAndWork } from "./card-task.ts";
import { withKey } from "./open-key.ts";
import { walk } from "./walk.ts";

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

  const signing = new CardTask("sign", (bridge, entry) => signWithCard(request, content, entry, bridge, context));
  await walk([
    () => steps.procedure(request),
    () => steps.content(request, origin, content),
    () => steps.consent(request, origin, content),
    () => enterAndWork([signing], request, context),
  ]);
  return signing.result;
}

/** PIN, certificate, preparation, signature: one card transaction. */
async function signWithCard(
  request: CheckedRequests["sign"],
  content: Content,
  entry: CardEntry,
  bridge: Bridge,
  context: ActionContext,
): Promise<ActionOutcome<"sign">> {
  const { origin, formats } = context;
  const { toBeSigned, signatures, serialNumber, at } = await withKey("sign", bridge, entry, context, async (key) => {
    const prepared =
      request.format === "cms-attached"
        ? formats.prepareAttached(content.bytes, key.certificate, key.at.getTime())
        : formats.prepareDetached({ algorithm: "sha-256", value: content.sha256 }, key.certificate, key.at.getTime());
    return { ...key, toBeSigned: prepared, signatures: await bridge.sign(prepared.digests()) };
  });
  const signature = owned(toBeSigned.complete(signatures));
  return {
    result: { content: content.bytes, signature, format: request.format },
    transfer: [content.bytes.buffer, signature.buffer],
    receipt: { origin, content, signature: new Blob([signature], { type: "application/pkcs7-signature" }), signedAt: at, serialNumber },
  };
}
