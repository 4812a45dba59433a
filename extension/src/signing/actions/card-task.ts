import type { Bridge, CardEntry, SeenCard } from "../bridge.ts";
import { Failure } from "../failure.ts";
import type { PinName } from "../pin.ts";
import { type CardRequest, checkExpiry } from "../request.ts";
import type { ActionContext } from "../session.ts";
import type { Turn } from "../steps.ts";

/** Something that the card does after one PIN, and what came of it. */
export class CardTask<T> {
  readonly pin: PinName;
  /** The person may go on without it. */
  readonly skippable: boolean;
  readonly #act: (bridge: Bridge, entry: CardEntry) => Promise<T>;
  /** The PIN, from the field to the card. */
  #entry: CardEntry | undefined;
  #reader: string | undefined;
  /** The card that was there when the PIN was entered. */
  #card: SeenCard | undefined;
  #trouble: Failure | undefined;
  #outcome: { readonly result: T } | "skipped" | undefined;

  constructor(pin: PinName, act: (bridge: Bridge, entry: CardEntry) => Promise<T>, skippable = false) {
    this.pin = pin;
    this.#act = act;
    this.skippable = skippable;
  }

  /** What the card gave. */
  get result(): T {
    if (this.#outcome === undefined || this.#outcome === "skipped") throw new Error("the card has not done this task");
    return this.#outcome.result;
  }

  /** What the card gave; nothing where the person goes on without it. */
  get resultUnlessSkipped(): T | undefined {
    return this.#outcome === "skipped" ? undefined : this.result;
  }

  /** Is there nothing left to ask: worked, or skipped? */
  get settled(): boolean {
    return this.#outcome !== undefined;
  }

  /** The reader whose card got, or will get, the PIN. */
  get reader(): string | undefined {
    return this.#reader;
  }

  /** May the card that this task's PIN was entered for have become another one? */
  get cardMayBeAnother(): boolean {
    return this.#card?.mayBeAnother() === true;
  }

  /** What came of it does not count: the card was another one. Its PIN is asked again, with the reason. */
  undo(): void {
    this.#outcome = undefined;
    this.#trouble = new Failure("card-removed");
  }

  /** Takes the PIN back: the person went back to type it again. */
  forget(): void {
    this.#entry = undefined;
    this.#reader = undefined;
  }

  /** Asks for the PIN, unless it has been entered. `reader`: where another one's card is; `another`: is one more PIN asked after it? */
  async ask(reader: string | undefined, another: boolean, context: ActionContext): Promise<Turn> {
    const { steps, bridge, retry, contact } = context;
    if (this.#entry) return "next";
    const question = { pin: this.pin, trouble: this.#trouble, reader, meant: this.#reader, contact, skippable: this.skippable, another };
    let entry;
    try {
      const running = await bridge();
      entry = await steps.password(running, question);
      if (typeof entry === "object") this.#card = running.cardIn(entry.reader);
    } catch (thrown) {
      const failure = Failure.from(thrown);
      if (failure.told) throw failure;
      // The bridge ended under the field: with another one the person can go on.
      await retry(failure);
      return this.ask(reader, another, context);
    }
    this.#trouble = undefined;
    if (entry === "back") return "back";
    if (entry === "skip") {
      this.#outcome = "skipped";
    } else {
      this.#entry = entry;
      this.#reader = entry.reader;
    }
    return "next";
  }

  /**
   * Lets the card work, once. True where that went well; otherwise the PIN is asked again, with the reason. A task that may be skipped
   * ends nothing: where it cannot be done, the person is back at its PIN and can go on without it.
   */
  async work(context: ActionContext): Promise<boolean> {
    const entry = this.#entry;
    this.#entry = undefined;
    if (!entry) return this.settled;
    const bridge = await context.bridge();
    try {
      // A PIN that has waited is for the card that was there when it was typed: at another one it would cost a try.
      if (this.cardMayBeAnother) throw new Failure("card-removed");
      const working = context.steps.working(bridge, { pin: this.pin, atReader: entry.pin === undefined });
      this.#outcome = { result: await Promise.race([working, this.#act(bridge, entry)]) };
    } catch (thrown) {
      const failure = Failure.from(thrown).aboutPin(this.pin);
      const blocked = failure.facts["triesLeft"] === 0;
      // A PIN that is locked now is what the step itself says of the card.
      if (blocked && this.skippable) return false;
      if (!blocked && (TYPE_AGAIN.has(failure.code) || (this.skippable && !failure.row.again))) this.#trouble = failure;
      else await context.retry(blocked ? new Failure("pin-blocked").aboutPin(this.pin) : failure);
    }
    return this.settled;
  }
}

/** After these the person is back at the PIN, with the reason above it. */
const TYPE_AGAIN: ReadonlySet<string> = new Set([
  "pin-format",
  "pin-wrong",
  "last-try",
  "pin-pad-cancelled",
  "pin-pad-timeout",
  "pcsc-unavailable",
  "no-reader",
  "no-card",
  "card-busy",
  "card-removed",
  "card-unresponsive",
  "card-refused",
  "card-garbled",
]);

/**
 * Asks for every PIN first, then lets the card do every task, all with the card of one reader. "back" where the person goes back
 * from the first PIN; what the card has done stays done. `work`: the tasks in another order than that of their PINs; true when all
 * is done, otherwise the PINs that are missing are asked again.
 */
export async function enterAndWork(
  tasks: readonly CardTask<unknown>[],
  request: CardRequest,
  context: ActionContext,
  work = (): Promise<boolean> => workAll(tasks, context),
): Promise<Turn> {
  for (;;) {
    if ((await enter(tasks, context)) === "back") return "back";
    checkExpiry(request, context.now());
    if (await work()) return "next";
  }
}

async function enter(tasks: readonly CardTask<unknown>[], context: ActionContext): Promise<Turn> {
  const open = tasks.filter(({ settled }) => !settled);
  for (let position = 0; position < open.length; ) {
    const task = open[position];
    const reader = tasks.find((other) => other !== task && other.reader !== undefined)?.reader;
    if ((await task?.ask(reader, position + 1 < open.length, context)) !== "back") {
      position += 1;
      continue;
    }
    position -= 1;
    if (position < 0) return "back";
    open[position]?.forget();
  }
  return "next";
}

async function workAll(tasks: readonly CardTask<unknown>[], context: ActionContext): Promise<boolean> {
  for (const task of tasks) {
    if (!task.settled && !(await task.work(context))) return false;
  }
  return true;
}
