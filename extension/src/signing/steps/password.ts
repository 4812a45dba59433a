import type { Bridge, CardEntry } from "../bridge.ts";
import { type CardView, watchCards } from "../card-watch.ts";
import { Failure } from "../failure.ts";
import { judgePin, PIN_RULES } from "../pin.ts";
import type { Stage } from "../stage.ts";
import type { PinQuestion } from "../steps.ts";
import { pairOf } from "../words.ts";
import { cardPanel } from "./card-panel.ts";
import { confirmation, questionAt } from "./confirmation.ts";
import { pinField } from "./pin-field.ts";
import { PIN_WORDS } from "./pin-words.ts";
import { siteWords } from "./site-words.ts";

/**
 * Reader, card, tries left and a PIN. What is missing is named, and the step goes on by itself when it is there. The PIN leaves
 * this function once, in its result, and the field is empty from then on. What is typed at a reader's own keys never comes here.
 */
export function passwordStep(stage: Stage, bridge: Bridge, question: PinQuestion): Promise<CardEntry | "back" | "skip"> {
  return new Promise((resolve, reject) => {
    const $ = stage.make.make.bind(stage.make);
    const { pin, trouble, reader, another } = question;
    const words = PIN_WORDS[pin];
    const onward = another ? "next" : words.submit;
    let view: CardView = { state: "looking" };
    let typedFor: string | undefined;

    const panel = cardPanel(stage, pin, question.meant, (code) => {
      reject(new Failure(code).aboutPin(pin).asTold());
    });
    const field = pinField(stage, pin, () => void submit("at-reader"));
    /** Says why what was typed is gone, until something is typed again. */
    const cleared = $("div", { id: "cleared", class: "body-part", attributes: { role: "status" } });
    field.input.addEventListener("input", () => {
      cleared.replaceChildren();
    });
    /** The site's contact stands here while something is in the way. */
    const contact = $("div", { class: "body-part", hidden: true }, ...siteWords(stage, "site-contact", "contact_title", question.contact));
    const form = $("form", { id: "pin-form", hidden: true, attributes: { novalidate: "", autocomplete: "off" } }, panel.chooser, field.element);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void submit(panel.chosen()?.pinPad && !PIN_RULES[pin].letters ? "at-reader" : "typed");
    });

    const leaving = stage.show({
      name: "password",
      milestone: pin === "sign" && !another ? "password" : "pin",
      title: words.title,
      body: [...troubleNotice(stage, trouble), panel.element, cleared, form, contact],
      actions: [
        stage.cancel(reject),
        {
          id: "back",
          say: "back",
          kind: "secondary",
          press: () => {
            resolve("back");
          },
        },
        ...(question.skippable
          ? [
              {
                id: "skip",
                say: "password_skip",
                kind: "secondary",
                press: () => {
                  resolve("skip");
                },
              } as const,
            ]
          : []),
        {
          id: "submit",
          say: onward,
          kind: "primary",
          press: () => {
            form.requestSubmit();
          },
        },
      ],
    });
    stage.screen.dataset["pin"] = pin;
    leaving.addEventListener("abort", () => {
      delete stage.screen.dataset["pin"];
    });
    const button = stage.screen.querySelector<HTMLButtonElement>("#submit");

    const submit = async (how: "typed" | "at-reader"): Promise<void> => {
      const card = panel.chosen();
      if (!card) {
        panel.element.focus();
        return;
      }
      const verdict = how === "at-reader" ? AT_READER : judgePin(pin, field.input.value);
      if (!verdict.ok) {
        field.refuse(verdict.fault);
        return;
      }
      field.accept();
      const lastTry = questionAt(card.triesLeft);
      const questions = [...(verdict.oneKind ? (["one-kind"] as const) : []), ...(lastTry ? [lastTry] : [])];
      for (const asked of questions) {
        if (!(await confirmation(stage, asked, asked === "one-kind" ? undefined : words.lastTry))) {
          field.input.focus();
          return;
        }
      }
      // The card may have gone while the question stood.
      if (panel.chosen()?.reader !== card.reader) return;
      field.input.value = "";
      resolve({ reader: card.reader, ...("pin" in verdict ? { pin: verdict.pin } : {}), lastTry: lastTry !== undefined });
    };

    const showCard = (): void => {
      const card = panel.chosen();
      field.showTries(card?.triesLeft);
      if (card) field.showPad(card.pinPad);
      if (button) stage.make.tell(button, card?.pinPad && !PIN_RULES[pin].letters ? "pin_pad_submit" : onward);
      contact.hidden = question.contact === undefined || (trouble === undefined && view.state !== "obstacle");
    };
    const onView = (next: CardView): void => {
      const wasReady = view.state === "ready";
      view = next;
      panel.show(next);
      const card = panel.chosen();
      // What was typed for one reader's card is not for another's.
      if (card && typedFor !== undefined && card.reader !== typedFor && field.input.value !== "") {
        field.input.value = "";
        field.accept();
        cleared.replaceChildren($("p", { class: "note warning", say: "cleared_other_card" }));
      }
      typedFor = card?.reader ?? typedFor;
      showCard();
      // What was typed stays, whatever happens to the card.
      const keep = field.input.value !== "";
      const hides = next.state !== "ready" && !keep;
      // The keyboard's attention does not go with what it was on: it waits at the card's state, and comes back.
      if (hides && (form.contains(document.activeElement) || document.activeElement === button)) panel.element.focus();
      form.hidden = hides;
      if (button) button.hidden = hides;
      if (!hides && document.activeElement === panel.element) field.input.focus();
      if (next.state === "ready" && !wasReady) stage.announce(words.ready);
    };
    if (button) stage.make.follow(button, showCard);
    panel.onChoice = (card) => {
      typedFor = card.reader;
      showCard();
    };
    watchCards(bridge, { pin, only: reader }, leaving, onView, reject);
  });
}

/** Nothing was typed here, and nothing can be judged here. */
const AT_READER = { ok: true, oneKind: false } as const;

function troubleNotice(stage: Stage, trouble: Failure | undefined): readonly HTMLElement[] {
  if (!trouble) return [];
  const $ = stage.make.make.bind(stage.make);
  const { what, remedy } = pairOf(trouble.code, trouble.about, trouble.facts);
  const facts = (): ReturnType<typeof stage.words.factsOf> => stage.words.factsOf(trouble);
  return [
    $(
      "div",
      { id: "trouble", class: "note error", attributes: { role: "alert", "data-code": trouble.code } },
      $("p", { class: "strong", say: what, facts }),
      $("p", { say: remedy, facts }),
    ),
  ];
}
