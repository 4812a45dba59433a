import type { AttributeName } from "../../../api/src/request.ts";
import type { AttributesReading } from "../../wasm.js";
import type { Bridge, CardEntry } from "../bridge.ts";
import { type Content, contentOf } from "../content.ts";
import { owned } from "../owned-bytes.ts";
import { checkExpiry, type CheckedRequests } from "../request.ts";
import type { ActionContext, ActionOutcome } from "../session.ts";
import { attributesTask, givenBeside } from "./attributes.ts";
import { CardTask, enterAndWork } from "./card-task.ts";
import { withKey } from "./open-key.ts";
import { walk } from "./walk.ts";

/**
 * One signature, in the order of the seeds (ACCEPTANCE J, K): what will happen, what is signed, what leaves the PC, and only
 * then the password, and a second PIN where the site asks for attributes too. Nothing reaches the card before the person has
 * agreed and typed.
 *
 * The attributes are read, and each value is decided on, before the card signs. So no signature exists that the person can still
 * refuse, and who fails or skips the second PIN has neither signed in vain nor to type the password again. The price: the password
 * waits in this window until the values are decided on.
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
  const { attributes: asked } = request;
  const attributes = asked && attributesTask(context, "skippable");
  let permitted: Permitted | undefined;
  const work = async (): Promise<boolean> => {
    if (attributes && !(await attributes.work(context))) return false;
    if (attributes?.resultUnlessSkipped && attributes.cardMayBeAnother && !signing.cardMayBeAnother) {
      // After a failed signature another card may be there: its signature does not go beside the first one's attributes.
      attributes.undo();
      permitted = undefined;
      return false;
    }
    const reading = attributes?.resultUnlessSkipped;
    permitted ??= { reading, fields: asked && reading ? await steps.grant(origin, { signs: true, asked, reading }) : [] };
    checkExpiry(request, context.now());
    return signing.work(context);
  };
  await walk([
    () => steps.procedure(request),
    () => steps.content(request, origin, content),
    () => steps.consent(request, origin, content),
    () => enterAndWork(attributes ? [signing, attributes] : [signing], request, context, work),
  ]);

  const { signature, signedAt, serialNumber } = signing.result;
  const { reading, fields = [] } = permitted ?? {};
  return {
    result: { content: content.bytes, signature, format: request.format, ...givenBeside(reading, fields) },
    transfer: [content.bytes.buffer, signature.buffer],
    receipt: { origin, content, signature: new Blob([signature], { type: "application/pkcs7-signature" }), signedAt, serialNumber, given: fields },
  };
}

/** What was read, and which of it the person gives. */
interface Permitted {
  readonly reading: AttributesReading | undefined;
  readonly fields: readonly AttributeName[];
}

interface Signed {
  /** DER of CMS SignedData. */
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly signedAt: Date;
  readonly serialNumber: string;
}

/** PIN, certificate, preparation, signature: one card transaction. */
async function signWithCard(request: CheckedRequests["sign"], content: Content, entry: CardEntry, bridge: Bridge, context: ActionContext): Promise<Signed> {
  const { formats } = context;
  const { toBeSigned, signatures, serialNumber, at } = await withKey("sign", bridge, entry, context, async (key) => {
    const prepared =
      request.format === "cms-attached"
        ? formats.prepareAttached(content.bytes, key.certificate, key.at.getTime())
        : formats.prepareDetached({ algorithm: "sha-256", value: content.sha256 }, key.certificate, key.at.getTime());
    return { ...key, toBeSigned: prepared, signatures: await bridge.sign(prepared.digests()) };
  });
  return { signature: owned(toBeSigned.complete(signatures)), signedAt: at, serialNumber };
}
