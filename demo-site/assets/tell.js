// Tells a person what happened and what to do, by the code of an error.

const { errors, words } = await import(`/words/${document.documentElement.lang}.js`);

/** Fills the notice `id` (its lines are `id-title`, `id-what`, `id-then`, `id-code`), shows it and moves focus there. */
export function tell(id, title, error) {
  const code = error?.code ?? "internal";
  const facts = error?.facts ?? {};
  const element = (part) => document.getElementById(`${id}-${part}`);
  const sentence = (text) => text.replace(/\{(\w+)\}/gu, (_, fact) => String(facts[fact] ?? "–").slice(0, 200));
  element("title").textContent = title;
  element("what").textContent = sentence(errors[code]?.what ?? words.unknownError);
  element("then").textContent = sentence(errors[code]?.then ?? words.unknownRemedy);
  element("code").textContent = words.code.replace("{code}", () => code);
  const notice = document.getElementById(id);
  notice.dataset.code = code;
  notice.hidden = false;
  notice.focus();
}

export { words };
