import { checkExpiry, type CheckedRequests } from "../request.ts";
import type { ActionContext, ActionOutcome } from "../session.ts";
import { attributesTask, granted } from "./attributes.ts";
import { enterAndWork } from "./card-task.ts";
import { walk } from "./walk.ts";

/**
 * A form is filled in from the card (ACCEPTANCE M09–M13, M21): what exactly will be read, the PIN, the card, and then the values,
 * each of which the person may keep. Nothing leaves the PC before.
 */
export async function readAttributesAction(
  request: CheckedRequests["read-attributes"],
  context: ActionContext,
): Promise<ActionOutcome<"read-attributes">> {
  const { origin, steps } = context;
  await context.bridge();
  const task = attributesTask(context, "required");
  await walk([() => steps.procedure(request), () => enterAndWork([task], request, context)]);

  const reading = task.result;
  const fields = await steps.grant(origin, { asked: request, reading });
  checkExpiry(request, context.now());
  return { result: { attributes: granted(reading, fields), digestMatches: reading.digestMatches ?? null }, transfer: [] };
}
