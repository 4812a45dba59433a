import type { ErrorCode } from "../../../api/src/error-code.ts";
import { type CheckUp, type Part, PARTS } from "../check-up.ts";
import { Failure } from "../failure.ts";
import { PIN_RULES, type PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";
import type { Turn } from "../steps.ts";
import { pairOf, type WordKey } from "../words.ts";
import { CARD_NAMES, changes, unsuited } from "./status-panel.ts";

/** What is there and what is missing, live: the one thing to do stands where it is missing, and what comes after waits. */
export function checkUpStep(stage: Stage, watch: (signal: AbortSignal, onView: (view: CheckUp) => void) => void): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  return new Promise((resolve, reject) => {
    const parts = $("ol", { id: "parts", class: "parts" });
    const verdict = $("p", { id: "verdict", class: "strong", attributes: { role: "status" } });
    let view: CheckUp = { looking: "bridge" };
    const partsDiffer = changes();
    const verdictDiffers = changes();
    const leaving = stage.show({
      name: "check-up",
      title: "check_title",
      body: [$("p", { say: "check_lead" }), parts, verdict],
      actions: [
        {
          id: "end",
          say: "check_later",
          kind: "quiet",
          press: () => {
            reject(view.missing ? new Failure(view.missing.code).asTold() : new Failure("cancelled"));
          },
        },
        {
          id: "back",
          say: "back",
          kind: "secondary",
          press: () => {
            resolve("back");
          },
        },
        {
          id: "finish",
          say: "check_finish",
          kind: "primary",
          press: () => {
            resolve("next");
          },
        },
      ],
    });
    const finish = stage.screen.querySelector<HTMLButtonElement>("#finish");
    watch(leaving, (next) => {
      view = next;
      const ready = view.missing === undefined && view.looking === undefined;
      if (finish) finish.hidden = !ready;
      if (partsDiffer(view)) {
        parts.dataset["missing"] = view.missing?.code ?? "";
        parts.replaceChildren(extensionLine(stage), ...PARTS.map((part) => partLine(stage, part, next)));
      }
      const say = ready ? "check_ready" : view.missing ? "check_goes_on" : "check_looking";
      if (verdictDiffers(say)) verdict.replaceChildren($("span", { say }));
    });
  });
}

type State = "ready" | "looking" | "missing" | "later";

const PART_NAMES: Readonly<Record<Part | "extension", WordKey>> = {
  extension: "part_extension",
  bridge: "part_bridge",
  service: "part_service",
  reader: "part_reader",
  card: "part_card",
  certificates: "part_certificates",
};

const STATE_NAMES: Readonly<Record<State, WordKey>> = { ready: "state_ready", looking: "state_looking", missing: "state_missing", later: "state_later" };

function extensionLine(stage: Stage): HTMLElement {
  return line(stage, "extension", "ready", [stage.make.make("span", { class: "small", say: "version", facts: { version: chrome.runtime.getManifest().version } })]);
}

function partLine(stage: Stage, part: Part, view: CheckUp): HTMLElement {
  const state = stateOf(part, view);
  return line(stage, part, state, state === "missing" ? remedy(stage, view) : state === "ready" ? particulars(stage, part, view) : []);
}

function stateOf(part: Part, { missing, looking }: CheckUp): State {
  const current = missing?.part ?? looking;
  if (current === part) return missing ? "missing" : "looking";
  return current !== undefined && PARTS.indexOf(part) > PARTS.indexOf(current) ? "later" : "ready";
}

function line(stage: Stage, part: Part | "extension", state: State, details: readonly HTMLElement[]): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  return $(
    "li",
    { id: `part-${part}`, class: state, attributes: { "data-state": state } },
    $("span", { class: "mark", attributes: { "aria-hidden": "true" } }),
    $("strong", { say: PART_NAMES[part] }),
    $("span", { class: "state", say: STATE_NAMES[state] }),
    $("div", { class: "details" }, ...details),
  );
}

/** What to do here, where a code's own sentence speaks of a button, an entry or a page that set-up does not have. */
const HERE: Readonly<Partial<Record<ErrorCode, WordKey>>> = {
  "bridge-missing": "check_bridge_missing_do",
  "bridge-failed": "check_bridge_failed_do",
  "extension-outdated": "check_extension_outdated_do",
  "card-removed": "check_card_removed_do",
  internal: "check_internal_do",
};

/** What is missing, and what to do. */
function remedy(stage: Stage, { missing }: CheckUp): readonly HTMLElement[] {
  if (!missing) return [];
  const $ = stage.make.make.bind(stage.make);
  const { what, remedy: todo } = unsuited(missing) ?? pairOf(missing.code, "auth");
  const facts = { statusWord: "" };
  return [$("p", { class: "strong", say: what, facts }), $("p", { say: HERE[missing.code] ?? todo, facts }), $("code", { text: missing.code })];
}

function particulars(stage: Stage, part: Part, { bridge, readers = [], card }: CheckUp): readonly HTMLElement[] {
  const $ = stage.make.make.bind(stage.make);
  switch (part) {
    case "bridge":
      return bridge === undefined ? [] : [$("span", { class: "small", say: "version", facts: { version: bridge } })];
    case "reader":
      return readers.map((text) => $("span", { class: "small", text }));
    case "card":
      return card ? [$("span", { class: "small", say: CARD_NAMES[card.kind] })] : [];
    case "certificates": {
      if (!card) return [];
      const held: readonly (readonly [PinName, boolean])[] = [
        ["sign", card.certificates.sign],
        ["auth", card.certificates.auth],
        ["attributes", card.kind === "my-number-card"],
      ];
      return held.map(([pin, there]) => use(stage, pin, there, card.triesLeft[pin]));
    }
    case "service":
      return [];
  }
}

const USES: Readonly<Record<PinName, WordKey>> = { sign: "use_sign", auth: "use_auth", attributes: "use_attributes" };

/** One use of the card: possible, impossible, or locked. A child's card, for instance, signs nothing and logs in. */
function use(stage: Stage, pin: PinName, there: boolean, tries: number | null | undefined): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const state = !there ? "absent" : tries === 0 ? "locked" : "possible";
  const remedyOf = state === "locked" ? pairOf("pin-blocked", pin).remedy : state === "absent" && pin !== "attributes" ? pairOf("certificate-missing", pin).remedy : undefined;
  return $(
    "div",
    { id: `use-${pin}`, attributes: { "data-state": state } },
    $("strong", { say: USES[pin] }),
    $("span", { say: state === "possible" ? "use_possible" : state === "locked" ? "use_locked" : "use_absent" }),
    ...(state === "possible" && typeof tries === "number" && tries < PIN_RULES[pin].strikes
      ? [$("span", { class: "small", say: "tries_left", facts: { triesLeft: tries } })]
      : []),
    ...(remedyOf === undefined ? [] : [$("p", { class: "small", say: remedyOf })]),
  );
}
