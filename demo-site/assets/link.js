// The page of an application that was accepted: proves the other certificate of the same card, so that it logs in from now on.

import { logIn } from "/log-in.js";
import { tell, words } from "/tell.js";

const form = document.querySelector("#link-form");
const element = (id) => document.getElementById(id);
let stopper;

function busy(message) {
  element("progress").textContent = message;
  element("link").setAttribute("aria-disabled", String(message !== ""));
  element("stop").hidden = message !== words.loggingIn;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (element("link").disabled || element("link").getAttribute("aria-disabled") === "true") return;
  element("outcome").hidden = true;
  stopper = new AbortController();
  const { application, extensionId } = form.dataset;
  const settings = { extensionId, signal: stopper.signal };
  // Nothing may be awaited before this line: a browser opens the window only inside the click.
  const login = logIn(form.dataset, settings, () => busy(words.checking), ["/api/links", { application }]);
  busy(words.loggingIn);
  try {
    await login;
    location.assign(`/members?lang=${document.documentElement.lang}`);
  } catch (error) {
    busy("");
    tell("outcome", words.notLinked, error);
  }
});

element("stop")?.addEventListener("click", () => stopper?.abort());
if (form) element("link").disabled = false;
