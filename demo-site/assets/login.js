// The page of the login: one button.

import { isInstalled } from "/jitsuin.js";
import { logIn } from "/log-in.js";
import { tell, words } from "/tell.js";

const form = document.querySelector("#login");
const element = (id) => document.getElementById(id);
const settings = { extensionId: form.dataset.extensionId };
let stopper;

/** Says what goes on. The button is marked and not disabled, which would take the focus away from who uses a keyboard. */
function busy(message) {
  element("progress").textContent = message;
  element("log-in").setAttribute("aria-disabled", String(message !== ""));
  element("stop").hidden = message !== words.loggingIn;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (element("log-in").disabled || element("log-in").getAttribute("aria-disabled") === "true") return;
  element("outcome").hidden = true;
  stopper = new AbortController();
  // Nothing may be awaited before this line: a browser opens the window only inside the click.
  const login = logIn(form.dataset, { ...settings, signal: stopper.signal }, () => busy(words.checking));
  busy(words.loggingIn);
  try {
    await login;
    // The session's cookie is set.
    location.assign(`/members?lang=${document.documentElement.lang}`);
  } catch (error) {
    busy("");
    tell("outcome", words.notLoggedIn, error);
  }
});

element("stop").addEventListener("click", () => stopper?.abort());

element("loading").hidden = true;
element("log-in").disabled = false;
element("extension-notice").hidden = await isInstalled(settings);
