// The page of a form: checks what was typed, has it signed, sends it. It never empties a field.

import { isInstalled } from "/jitsuin.js";
import { signForm, submit } from "/sign-form.js";

const form = document.querySelector("#application");
const language = document.documentElement.lang;
const { errors, words } = await import(`/words/${language}.js`);
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
  const outside = least && !(/^\d+$/u.test(value) && Number(value) >= Number(least) && Number(value) <= Number(most));
  return outside || control.validity.patternMismatch || control.validity.tooLong || !inRange(control)
    ? field.dataset.wrong
    : "";
}

const inRange = (control) =>
  control.type !== "date" || !(control.validity.rangeUnderflow || control.value > new Date().toISOString().slice(0, 10));

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
  // What changes after it was signed must be signed again.
  field.addEventListener("input", () => {
    signed = undefined;
    element("send-again").hidden = true;
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

// ---- signing and sending ----

/** Says what goes on. Buttons are marked and not disabled, which would take the focus away from who uses a keyboard. */
function busy(message) {
  element("progress").textContent = message;
  for (const id of ["sign", "send-again"]) element(id).setAttribute("aria-disabled", String(message !== ""));
  element("stop").hidden = message !== words.signing;
}

// The Enter key in a field submits too.
const isBusy = () => element("sign").disabled || element("sign").getAttribute("aria-disabled") === "true";

/** Tells what happened and what to do, by the code of the error, and moves focus there. */
function tell(title, error) {
  const code = error?.code ?? "internal";
  const facts = error?.facts ?? {};
  const sentence = (text) => text.replace(/\{(\w+)\}/gu, (_, fact) => String(facts[fact] ?? "–").slice(0, 200));
  element("outcome-title").textContent = title;
  element("outcome-what").textContent = sentence(errors[code]?.what ?? words.unknownError);
  element("outcome-then").textContent = sentence(errors[code]?.then ?? words.unknownRemedy);
  element("outcome-code").textContent = words.code.replace("{code}", () => code);
  element("outcome").dataset.code = code;
  element("outcome").hidden = false;
  element("outcome").focus();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isBusy()) return;
  element("outcome").hidden = true;
  signed = undefined;
  element("send-again").hidden = true;
  if (!isComplete()) return;
  stopper = new AbortController();
  // Nothing may be awaited before this line: a browser opens the window only inside the click.
  const signing = signForm(form.dataset.title, answers(), { ...settings, signal: stopper.signal });
  busy(words.signing);
  try {
    signed = await signing;
  } catch (error) {
    busy("");
    tell(words.notSigned, error);
    return;
  }
  await send();
});

element("stop").addEventListener("click", () => stopper?.abort());
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
    tell(arrived ? words.notTaken : words.notSent, error);
  }
}

// ---- the other language: what was typed goes along, for one page load ----

const carried = `carried:${location.pathname}`;
for (const link of document.querySelectorAll(".languages a")) {
  link.addEventListener("click", () => {
    sessionStorage.setItem(carried, JSON.stringify([...new FormData(form)]));
  });
}
for (const [name, value] of JSON.parse(sessionStorage.getItem(carried) ?? "[]")) {
  const control = form.elements.namedItem(name);
  if (control) control.value = value;
}
sessionStorage.removeItem(carried);

// ---- ready ----

element("loading").hidden = true;
element("sign").disabled = false;
element("extension-notice").hidden = await isInstalled(settings);
