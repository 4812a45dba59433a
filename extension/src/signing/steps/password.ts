import type { Bridge } from "../bridge.ts";
import { type CardView, type ReadyCard, watchCards } from "../card-watch.ts";
import { Failure } from "../failure.ts";
import { judgeSignaturePin } from "../pin.ts";
import type { Stage } from "../stage.ts";
import type { PinEntry } from "../steps.ts";
import { pairOf } from "../words.ts";
import { cardPanel } from "./card-panel.ts";
import { confirmation } from "./confirmation.ts";
import { pinField } from "./pin-field.ts";

/**
 * Reader, card, tries left and the password. What is missing is named, and the step goes on by itself when it is there. The
 * password leaves this function once, in its result, and the field is empty from then on.
 */
export function passwordStep(stage: Stage, bridge: Bridge, trouble: Failure | undefined): Promise<PinEntry | "back"> {
  return new Promise((resolve, reject) => {
    const $ = stage.make.make.bind(stage.make);
    let view: CardView = { state: "looking" };

    const panel = cardPanel(stage, (code) => {
      reject(new Failure(code).asTold());
    });
    const field = pinField(stage);
    const form = $("form", { id: "pin-form", hidden: true, attributes: { novalidate: "", autocomplete: "off" } }, panel.chooser, field.element);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void submit();
    });

    const leaving = stage.show({
      name: "password",
      milestone: "password",
      title: "password_title",
      body: [...troubleNotice(stage, trouble), panel.element, form],
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
        {
          id: "submit",
          say: "password_submit",
          kind: "primary",
          press: () => {
            form.requestSubmit();
          },
        },
      ],
    });
    const button = stage.screen.querySelector<HTMLButtonElement>("#submit");

    const submit = async (): Promise<void> => {
      const card = panel.chosen();
      if (!card) {
        panel.element.focus();
        return;
      }
      const verdict = judgeSignaturePin(field.input.value);
      if (!verdict.ok) {
        field.refuse(verdict.fault);
        return;
      }
      field.accept();
      const lastTry = card.triesLeft === 1;
      if (verdict.oneKind && !(await confirmation(stage, "one-kind"))) {
        field.input.focus();
        return;
      }
      if (lastTry && !(await confirmation(stage, "last-try"))) {
        field.input.focus();
        return;
      }
      // The card may have gone while the question stood.
      if (panel.chosen()?.reader !== card.reader) return;
      field.input.value = "";
      resolve({ reader: card.reader, pin: verdict.pin, lastTry });
    };

    const onView = (next: CardView): void => {
      const wasReady = view.state === "ready";
      view = next;
      panel.show(next);
      field.showTries(panel.chosen()?.triesLeft);
      // What was typed stays, whatever happens to the card.
      const keep = field.input.value !== "";
      form.hidden = next.state !== "ready" && !keep;
      if (button) button.hidden = form.hidden;
      if (next.state === "ready" && !wasReady) stage.announce("card_ready_announcement");
    };
    panel.onChoice = (card: ReadyCard) => {
      field.showTries(card.triesLeft);
    };
    watchCards(bridge, leaving, onView, reject);
  });
}

function troubleNotice(stage: Stage, trouble: Failure | undefined): readonly HTMLElement[] {
  if (!trouble) return [];
  const $ = stage.make.make.bind(stage.make);
  const { what, remedy } = pairOf(trouble.code);
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
