import type { AuthenticationToken } from "../../../api/src/request.ts";
import type { Bridge, CardEntry } from "../bridge.ts";
import { checkExpiry, type CheckedRequests } from "../request.ts";
import type { ActionContext, ActionOutcome } from "../session.ts";
import { attributesTask, givenBeside } from "./attributes.ts";
import { CardTask, enterAndWork } from "./card-task.ts";
import { withKey } from "./open-key.ts";
import { walk } from "./walk.ts";

/**
 * One login, in the order of the seeds (ACCEPTANCE H): what will happen, the PIN, a second PIN only where attributes are asked
 * for, the card, and then what is given and to whom. Nothing leaves the PC before the person has permitted it.
 */
export async function authenticateAction(
  request: CheckedRequests["authenticate"],
  context: ActionContext,
): Promise<ActionOutcome<"authenticate">> {
  const { origin, steps } = context;
  const asked = request.attributes;
  await context.bridge();

  const login = new CardTask("auth", (bridge, entry) => logInWithCard(request.nonce, entry, bridge, context));
  const attributes = asked && attributesTask(context, "skippable");
  await walk([
    () => steps.procedure(request),
    () => enterAndWork(attributes ? [login, attributes] : [login], request, context),
  ]);

  const { token, serialNumber } = login.result;
  const reading = attributes?.resultUnlessSkipped;
  const fields = await steps.grant(origin, { login: { serialNumber }, ...(asked && reading ? { asked, reading } : {}) });
  checkExpiry(request, context.now());
  return { result: { token, ...givenBeside(reading, fields) }, transfer: [] };
}

/** PIN, certificate, signature: one card transaction. The bridge composes what is signed; WASM verifies it before it can leave. */
function logInWithCard(
  nonce: string,
  entry: CardEntry,
  bridge: Bridge,
  context: ActionContext,
): Promise<{ readonly token: AuthenticationToken; readonly serialNumber: string }> {
  const { origin, formats } = context;
  return withKey("auth", bridge, entry, context, async ({ certificate, serialNumber }) => {
    const signature = await bridge.authenticate(origin, nonce);
    return { token: formats.authenticationToken(certificate, signature, origin, nonce), serialNumber };
  });
}
