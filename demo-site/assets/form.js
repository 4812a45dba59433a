// The page of a form: fills it in from the card, checks what was typed, has it signed, sends it. It never empties a field.

import { fillIn } from "/fill-in.js";
import { isInstalled } from "/jitsuin.js";
import { signForm, submit } from "/sign-form.js";
import { tell, words } from "/tell.js";

const form = document.querySelector("#application");
const language = document.documentElement.lang;
const element = (id) => document.getElementById(id);
const fields = [...form.querySelectorAll("[data-field]")];
const settings = { extensionId: form.dataset.extensionId };

/** A signed form that did not arrive yet, and the means to stop one that is being signed. */
let signed;
let stopper;

// ---- one field ----

const controls = (field) => [...field.querySelectorAll("input, select")];
const choice = (field) => {
  const [control] = controls(field);
  if (control instanceof HTMLSelectElement) return control.selectedOptions[0];
  return control.type === "radio" ? controls(field).find((radio) => radio.checked) : undefined;
};

/** What is signed: for a choice the words that the person read, else what was typed. */
const answer = (field) => {
  const [control] = controls(field);
  if (control.type === "radio" || control instanceof HTMLSelectElement) return choice(field)?.dataset.text ?? "";
  return control.value.trim();
};

const isRequired = (field) => {
  const { whenField, whenChoice } = field.dataset;
  if (!whenField) return controls(field)[0].required;
  return choice(element(`field-${whenField}`))?.value === whenChoice;
};

/** What is pasted along without being seen; the signing window would refuse it. */
const unseen = /[\p{Cc}\u200b\u200e\u200f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Brings what was typed into the form that the field takes, so that nobody is told off for a full-width digit. */
function normalise(control) {
  if (control.type !== "text") return;
  const typed = control.value.replace(unseen, "");
  const narrow = () =>
    typed
      .normalize("NFKC")
      .replace(/[‐-―−ー－]/gu, "-")
      .replace(/\s/gu, "");
  const patterns = {
    any: () => typed.trim(),
    katakana: () =>
      typed
        .normalize("NFKC")
        .replace(/[ぁ-ゖ]/gu, (kana) => String.fromCodePoint(kana.codePointAt(0) + 0x60))
        .trim(),
    telephone: () => narrow(),
    "postal-code": () =>
      narrow()
        .replace(/^〒/u, "")
        .replace(/^(\d{3})(\d{4})$/u, "$1-$2"),
    count: () => narrow().replace(/^0+(?=\d)/u, ""),
  };
  const value = patterns[control.dataset.pattern]?.() ?? typed;
  if (value !== control.value) control.value = value;
}

/** What is wrong with a field, or "". */
function problem(field) {
  const [control] = controls(field);
  const value = answer(field);
  if (control.validity.badInput) return field.dataset.wrong;
  if (value === "") return isRequired(field) ? field.dataset.missing : "";
  const { least, most } = control.dataset;
  // What a script filled in is not held to maxlength by the browser.
  if (control.maxLength > 0 && value.length > control.maxLength) return field.dataset.wrong;
  const outside = least && !(/^\d+$/u.test(value) && Number(value) >= Number(least) && Number(value) <= Number(most));
  return outside || control.validity.patternMismatch || control.validity.tooLong || !inRange(control)
    ? field.dataset.wrong
    : "";
}

/** Today where the person is. `toISOString` would say the day in Greenwich, which is yesterday in Japan until nine in the morning. */
const today = () => {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

const inRange = (control) => control.type !== "date" || !(control.validity.rangeUnderflow || control.value > today());

/** Shows or takes away what is wrong with a field. */
function judge(field) {
  const message = problem(field);
  const line = element(`${field.dataset.field}-error`);
  line.textContent = message && words.error.replace("{message}", () => message);
  line.hidden = !message;
  field.classList.toggle("field-wrong", message !== "");
  for (const control of controls(field)) {
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  return message;
}

/**
 * Words that come or go move the page. A press on a button first takes the focus from a field, which is then judged: were the
 * page to move at that moment, the press would miss the button. So nothing moves between press and click.
 */
let released = Promise.resolve();
document.addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(resolve), { once: true });
  });
});

for (const field of fields) {
  field.addEventListener("change", async (event) => {
    normalise(event.target);
    await released;
    judge(field);
    for (const other of fields) {
      // A field that hangs on this one is judged again, but only if it was found wrong before.
      if (other.dataset.whenField === field.dataset.field && other.classList.contains("field-wrong")) judge(other);
    }
  });
  field.addEventListener("input", () => {
    mark(field, false);
    forgetSigned();
  });
}

// ---- the whole form ----

/** True if all is well; else the list of problems is shown, and focus goes to it. */
function isComplete() {
  for (const control of form.querySelectorAll("input[data-pattern]")) normalise(control);
  const problems = fields.map((field) => [field, judge(field)]).filter(([, message]) => message);
  element("problems").hidden = problems.length === 0;
  element("problems-title").textContent = words.problems.replace("{count}", problems.length);
  element("problems-list").replaceChildren(
    ...problems.map(([field, message]) => {
      const link = document.createElement("a");
      link.href = `#${controls(field)[0].id}`;
      link.textContent = message;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        controls(field)[0].focus();
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  if (problems.length > 0) element("problems").focus();
  return problems.length === 0;
}

const answers = () =>
  fields
    .map((field) => ({ name: field.dataset.field, label: field.dataset.label, value: answer(field) }))
    .filter(({ value }) => value !== "");

// ---- from the card ----

/** Says beside a field that its value is the card's, or no longer says so. */
function mark(field, fromCard) {
  const line = element(`${field.dataset.field}-source`);
  if (!line) return;
  line.hidden = !fromCard;
  if (fromCard) field.dataset.source = "card";
  else delete field.dataset.source;
}

/** What changes after it was signed must be signed again. */
function forgetSigned() {
  signed = undefined;
  element("send-again").hidden = true;
}

element("fill-in").addEventListener("click", async () => {
  if (isBusy()) return;
  element("fill-in-outcome").hidden = true;
  element("fill-in-done").textContent = "";
  stopper = new AbortController();
  const { cardAttributes, purpose, contact } = form.dataset;
  const reading = fillIn(cardAttributes.split(" "), purpose, contact, { ...settings, signal: stopper.signal });
  busy(words.reading);
  try {
    fill(await reading);
  } catch (error) {
    tell("fill-in-outcome", words.notRead, error);
  } finally {
    busy("");
  }
});

/** Puts the card's values into their fields. A field that the card, or the person, gave nothing for stays as it is. */
function fill(attributes) {
  const filled = fields.filter((field) => attributes[field.dataset.fromCard]);
  for (const field of filled) {
    const [control] = controls(field);
    control.value = attributes[field.dataset.fromCard];
    normalise(control);
    mark(field, true);
    judge(field);
  }
  if (filled.length > 0) forgetSigned();
  const labels = filled.map((field) => field.dataset.label).join(words.comma);
  element("fill-in-done").textContent = filled.length > 0 ? words.filled.replace("{fields}", () => labels) : words.nothingGiven;
}

// ---- signing and sending ----

/**
 * Says what goes on. Buttons are marked and not disabled, which would take the focus away from who uses a keyboard. The fields rest
 * meanwhile: what is typed after the form went to the window would not be what is signed.
 */
function busy(message) {
  const typing = document.activeElement?.closest("[data-field]");
  for (const section of form.querySelectorAll(".form-section:has([data-field])")) section.inert = message !== "";
  element("progress").textContent = message === words.reading ? "" : message;
  for (const id of ["sign", "send-again", "fill-in"]) element(id).setAttribute("aria-disabled", String(message !== ""));
  element("stop").hidden = message !== words.signing;
  element("fill-in-stop").hidden = message !== words.reading;
  element("fill-in-progress").textContent = message === words.reading ? message : "";
  // The Enter key in a field submits too, and a field that rests has no focus to keep.
  if (typing && message === words.signing) element("stop").focus();
}

const isBusy = () => element("sign").disabled || element("sign").getAttribute("aria-disabled") === "true";

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isBusy()) return;
  element("outcome").hidden = true;
  forgetSigned();
  if (!isComplete()) return;
  stopper = new AbortController();
  // Nothing may be awaited before this line: a browser opens the window only inside the click.
  const signing = signForm(form.dataset.title, answers(), form.dataset, { ...settings, signal: stopper.signal });
  busy(words.signing);
  try {
    signed = await signing;
  } catch (error) {
    busy("");
    tell("outcome", words.notSigned, error);
    return;
  }
  await send();
});

for (const id of ["stop", "fill-in-stop"]) element(id).addEventListener("click", () => stopper?.abort());
element("send-again").addEventListener("click", () => isBusy() || send());

async function send() {
  element("outcome").hidden = true;
  busy(words.sending);
  try {
    const { id } = await submit(signed);
    location.assign(`/applications/${encodeURIComponent(id)}?lang=${language}`);
  } catch (error) {
    busy("");
    // Whatever the site judged needs a new signature; what did not arrive can be sent again as it is.
    const arrived = error.code !== "site-unreachable";
    element("send-again").hidden = arrived;
    if (arrived) signed = undefined;
    tell("outcome", arrived ? words.notTaken : words.notSent, error);
  }
}

// ---- the other language: what was typed goes along, for one page load ----

const carried = `carried:${location.pathname}`;
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => {
    const fromCard = fields.filter((field) => field.dataset.source === "card").map((field) => field.dataset.field);
    sessionStorage.setItem(carried, JSON.stringify({ typed: [...new FormData(form)], fromCard }));
  });
}
const { typed = [], fromCard = [] } = JSON.parse(sessionStorage.getItem(carried) ?? "{}");
for (const [name, value] of typed) {
  const control = form.elements.namedItem(name);
  if (control) control.value = value;
}
for (const name of fromCard) {
  const field = element(`field-${name}`);
  if (field) mark(field, true);
}
sessionStorage.removeItem(carried);

// ---- ready ----

element("loading").hidden = true;
element("sign").disabled = false;
element("fill-in").disabled = false;
element("extension-notice").hidden = await isInstalled(settings);
