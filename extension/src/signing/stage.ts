import type { Facts } from "../../api/src/error-code.ts";
import type { Action } from "../../api/src/messages.ts";
import { Failure } from "./failure.ts";
import type { Maker } from "./element.ts";
import { displayOrigin } from "./origin.ts";
import { LANGUAGE_NAMES, LANGUAGE_TAGS, LANGUAGES, type WordKey, type Words } from "./words.ts";

/** A numbered step at the top of the window. */
export type Milestone = "procedure" | "content" | "consent" | "password" | "explanation" | "pin" | "values" | "done";

/** What the person is doing. */
export type Journey = Action | "sign-with-attributes";

/** The numbered steps of each action, in the order of the seeds: a signature is consented to before its password, a login after. */
export const JOURNEYS: Readonly<Record<Journey, readonly Milestone[]>> = {
  sign: ["procedure", "content", "consent", "password", "done"],
  // Both PINs, then what was read, and only then the signature.
  "sign-with-attributes": ["procedure", "content", "consent", "pin", "values", "password", "done"],
  authenticate: ["procedure", "pin", "consent", "done"],
  "read-attributes": ["explanation", "pin", "consent", "done"],
  "set-up": [],
};

/** What stands on the stage: one screen at a time. */
export interface Screen {
  /** Stable, for tests: the `data-screen` of `main`. */
  readonly name: string;
  readonly milestone?: Milestone;
  readonly title: WordKey;
  readonly facts?: Facts | (() => Facts);
  /** The facts of the title are words of ours. */
  readonly own?: true;
  /** How the heading looks: an error, a success. */
  readonly mood?: "error" | "success";
  readonly body: readonly Node[];
  readonly actions: readonly ScreenAction[];
}

export interface ScreenAction {
  /** Stable, for tests: the button's id. */
  readonly id: string;
  readonly say: WordKey;
  readonly kind: "primary" | "secondary" | "quiet";
  readonly press: () => void;
  /**
   * The button gives something away: it sleeps for a moment when it comes, and when the window comes to the front, so that a click meant for
   * the page below is not a "yes".
   */
  readonly careful?: true;
}

const CAREFUL_MS = 600;

/**
 * The button sleeps when it comes. When the window comes to the front it does not hear the pointer for as long: a page can lay itself
 * over the window, and lead the second click of a double one here. Keys go where the attention is, and are heard.
 */
function keepCareful(button: HTMLButtonElement, leaving: AbortSignal): void {
  button.disabled = true;
  setTimeout(() => {
    button.disabled = false;
  }, CAREFUL_MS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ignorePointer = (): void => {
    clearTimeout(timer);
    button.classList.add("asleep");
    timer = setTimeout(() => {
      button.classList.remove("asleep");
    }, CAREFUL_MS);
  };
  // A click that a key makes has no count.
  const hear = (event: MouseEvent): void => {
    if (event.detail > 0 && button.classList.contains("asleep")) event.stopImmediatePropagation();
  };
  button.addEventListener("click", hear, { capture: true });
  window.addEventListener("focus", ignorePointer, { signal: leaving });
  document.addEventListener("visibilitychange", ignorePointer, { signal: leaving });
}

/**
 * Is this press meant for the window? One that is held down began in the page below; one that ends the choice of a character, a
 * list or a question ends only that.
 */
function isWholePress({ repeat, isComposing, target }: KeyboardEvent): boolean {
  return !repeat && !isComposing && !(target instanceof HTMLSelectElement) && document.querySelector("dialog[open]") === null;
}

/** The window's frame: brand and language on top, who asks below, the steps, the screen, and the buttons at the bottom. */
export class Stage {
  readonly make: Maker;
  readonly words: Words;
  readonly #main: HTMLElement;
  readonly #site: HTMLElement;
  readonly #milestones: HTMLElement;
  readonly #live: HTMLElement;
  /** What the person is doing: which steps stand at the top. */
  journey: Journey = "sign";
  /** Aborted when the next screen takes the stage. */
  #leaving = new AbortController();
  #entitle = (): void => undefined;

  constructor(root: HTMLElement, make: Maker, words: Words) {
    this.make = make;
    this.words = words;
    const $ = make.make.bind(make);
    this.#site = $("section", { id: "site", class: "site", label: "site_label", hidden: true });
    this.#milestones = $("nav", { class: "milestones", label: "milestones_label", hidden: true });
    this.#main = $("main", { id: "screen" });
    this.#live = $("p", { id: "live", class: "unseen", attributes: { role: "status", "aria-live": "polite" } });
    root.replaceChildren($("header", { class: "top" }, this.#brand(), this.#languages()), this.#site, this.#milestones, this.#main, this.#live);
    words.onChange = () => {
      make.retell();
      this.#entitle();
    };
    make.follow(document.documentElement, () => {
      document.documentElement.lang = words.tag;
      document.documentElement.dataset["language"] = words.language;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && isWholePress(event)) this.#main.querySelector<HTMLButtonElement>("#cancel")?.click();
    });
  }

  /** The screen of the moment. */
  get screen(): HTMLElement {
    return this.#main;
  }

  /** Takes the last screen away and shows this one. The signal ends when the next one comes. */
  show(screen: Screen): AbortSignal {
    this.#leaving.abort();
    this.#leaving = new AbortController();
    const $ = this.make.make.bind(this.make);
    const heading = $("h1", {
      id: "heading",
      class: screen.mood ?? "plain",
      say: screen.title,
      ...(screen.facts === undefined ? {} : { facts: screen.facts }),
      ...(screen.own ? { own: true } : {}),
      attributes: { tabindex: "-1" },
    });
    this.#entitle = () => {
      document.title = `${heading.textContent} – ${this.words.say("brand")}`;
    };
    this.#entitle();
    this.#showMilestone(screen.milestone);
    const buttons = screen.actions.map(({ id, say, kind, press, careful }) => {
      const button = $("button", { id, class: `button ${kind}`, say, onClick: press, attributes: { type: "button" } });
      if (careful) keepCareful(button, this.#leaving.signal);
      return button;
    });
    this.#main.dataset["screen"] = screen.name;
    this.#main.replaceChildren($("div", { class: "body" }, heading, ...screen.body));
    if (buttons.length > 0) this.#main.append($("div", { class: "actions" }, ...buttons));
    this.#live.textContent = "";
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
    return this.#leaving.signal;
  }

  /** Shows a screen and waits for one of its decisions. "Cancel" rejects with `cancelled`. */
  decide<D extends string>(
    screen: Omit<Screen, "actions">,
    actions: readonly (Omit<ScreenAction, "press"> & { readonly decides: D })[],
    cancel: "cancel" | "no-cancel" = "cancel",
  ): Promise<D> {
    return new Promise((resolve, reject) => {
      const buttons = actions.map(({ decides, ...action }) => ({
        ...action,
        press: () => {
          resolve(decides);
        },
      }));
      this.show({ ...screen, actions: cancel === "cancel" ? [this.cancel(reject), ...buttons] : buttons });
    });
  }

  /** The "cancel" of every step. */
  cancel(reject: (failure: Failure) => void): ScreenAction {
    return {
      id: "cancel",
      say: "cancel",
      kind: "quiet",
      press: () => {
        reject(new Failure("cancelled"));
      },
    };
  }

  /** Says something to people who do not see the screen. */
  announce(key: WordKey, facts: Facts = {}): void {
    this.#live.textContent = this.words.say(key, facts);
  }

  /** From now on the site that asks is named on every screen. */
  nameSite(origin: string): void {
    const { host, scheme, unicode } = displayOrigin(origin);
    const $ = this.make.make.bind(this.make);
    this.#site.replaceChildren(
      $("span", { class: "site-label", say: "site_label" }),
      $("span", { id: "origin", class: "site-origin" }, $("span", { class: "scheme", text: `${scheme}://` }), $("strong", { text: host })),
      ...(unicode === undefined ? [] : [$("span", { class: "site-unicode", text: unicode })]),
    );
    this.#site.hidden = false;
  }

  #showMilestone(current: Milestone | undefined): void {
    const $ = this.make.make.bind(this.make);
    this.#milestones.hidden = current === undefined;
    if (current === undefined) return;
    const journey = JOURNEYS[this.journey];
    const position = journey.indexOf(current);
    const items = journey.map((milestone, index) => {
      const item = $("li", { class: index < position ? "past" : index === position ? "current" : "coming" });
      if (index === position) item.setAttribute("aria-current", "step");
      item.append(
        $("span", { class: "unseen", say: "milestone_position", facts: { position: index + 1, count: journey.length } }),
        $("span", { class: "milestone-number", text: String(index + 1), attributes: { "aria-hidden": "true" } }),
        $("span", { class: "milestone-name", say: `milestone_${milestone}` }),
      );
      return item;
    });
    this.#milestones.replaceChildren($("ol", {}, ...items));
  }

  #brand(): HTMLElement {
    const $ = this.make.make.bind(this.make);
    return $(
      "p",
      { class: "brand" },
      $("img", { attributes: { src: "icons/seal.svg", alt: "", width: "32", height: "32" } }),
      $("span", { say: "brand" }),
    );
  }

  #languages(): HTMLElement {
    const $ = this.make.make.bind(this.make);
    const buttons = LANGUAGES.map((language) => {
      const button = $("button", { id: `language-${language}`, class: "language", attributes: { type: "button", lang: LANGUAGE_TAGS[language] } });
      button.textContent = LANGUAGE_NAMES[language];
      button.addEventListener("click", () => {
        this.words.language = language;
      });
      this.make.follow(button, () => {
        button.setAttribute("aria-pressed", String(this.words.language === language));
      });
      return button;
    });
    return $("div", { class: "languages", label: "languages_label", attributes: { role: "group" } }, ...buttons);
  }
}
