import type { Failure } from "../signing/failure.ts";
import type { Stage } from "../signing/stage.ts";
import { pairHere } from "./remedy.ts";

/** A failure as a pair, with its code. Read out at once. `extra`: what follows from it here. */
export function failureNotice(stage: Stage, failure: Failure, { id = "trouble", extra = [] }: { readonly id?: string; readonly extra?: readonly HTMLElement[] } = {}): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const { what, remedy } = pairHere(failure.code, failure.about, failure.facts);
  const facts = (): ReturnType<typeof stage.words.factsOf> => stage.words.factsOf(failure);
  return $(
    "div",
    { id, class: "note error", attributes: { role: "alert", "data-code": failure.code } },
    $("p", { class: "strong", say: what, facts }),
    $("p", { say: remedy, facts }),
    ...extra,
  );
}
