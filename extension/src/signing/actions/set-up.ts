import { watchCheckUp } from "../check-up.ts";
import type { CheckedRequests } from "../request.ts";
import type { ActionContext, ActionOutcome } from "../session.ts";
import type { Turn } from "../steps.ts";
import { walk } from "./walk.ts";

/** A PC gets ready (ACCEPTANCE R): what will happen, what to agree to, what to have at hand, and then, live, what is missing. */
export async function setUpAction(_: CheckedRequests["set-up"], context: ActionContext): Promise<ActionOutcome<"set-up">> {
  const { steps, agreement } = context;
  const terms = async (): Promise<Turn> => {
    const turn = await steps.terms();
    if (turn === "next") agreement.give(context.now());
    return turn;
  };
  await walk([
    () => steps.welcome(),
    ...(agreement.given ? [] : [terms]),
    () => steps.prepare(),
    () =>
      steps.checkUp((signal, onView) => {
        watchCheckUp(context.connect, AbortSignal.any([signal, context.ended]), onView);
      }),
  ]);
  return { result: {}, transfer: [] };
}
