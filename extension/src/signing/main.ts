/**
 * The signing window. It is the whole extension: there is no background, no content script and no host permission. It never
 * sees a page, never opens a connection to any machine, never keeps a password, and never runs in a frame.
 */
import { isSecureOrigin } from "../../api/src/secure-origin.ts";
import { Agreement } from "./agreement.ts";
import { Maker } from "./element.ts";
import { loadFormats } from "./formats.ts";
import { waitForOpener } from "./peer/opener.ts";
import { Session } from "./session.ts";
import { Sites } from "./sites.ts";
import { Stage } from "./stage.ts";
import { ownStorage } from "./storage.ts";
import { aloneStep } from "./steps/alone.ts";
import { screens } from "./steps/screens.ts";
import { waitingStep } from "./steps/waiting.ts";
import { Words } from "./words.ts";

const HOST = "jp.jitsuin.bridge";

/** An opener that is no longer interested never connects; then the window explains itself. */
const CONNECT_WITHIN_MS = 15_000;

/** The press that ends the window is over, and the answer is with the page, before the window goes. */
const CLOSES_AFTER_MS = 100;

async function main(root: HTMLElement): Promise<void> {
  const kept = ownStorage();
  const words = new Words(kept, navigator.language);
  const stage = new Stage(root, new Maker(words), words);
  // A page that came back from the browser's cache would be a window without a session.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  if (window.top !== window) {
    aloneStep(stage, "framed");
    return;
  }
  const opener = window.opener as Window | null;
  if (!opener) {
    aloneStep(stage, "by-hand");
    return;
  }
  waitingStep(stage, () => {
    window.close();
  });
  const silence = setTimeout(() => {
    aloneStep(stage, "silent");
  }, CONNECT_WITHIN_MS);
  const peer = await waitForOpener(window, opener);
  clearTimeout(silence);
  // Of any other origin there is no name to show ("null", where it is opaque): the session refuses it.
  if (isSecureOrigin(peer.origin)) stage.nameSite(peer.origin);

  const session = new Session({
    peer,
    steps: screens(stage),
    sites: new Sites(kept),
    host: {
      connect: () => chrome.runtime.connectNative(HOST),
      lastError: () => chrome.runtime.lastError?.message,
    },
    loadFormats,
    now: () => new Date(),
    agreement: new Agreement(kept),
  });
  // The opener may lead this window elsewhere in mid-flow, to a page that looks like it: the browser asks first.
  addEventListener("beforeunload", (event) => {
    if (session.open) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    session.close();
  });
  await session.run();
  setTimeout(() => {
    window.close();
  }, CLOSES_AFTER_MS);
}

const root = document.getElementById("window");
if (root) void main(root);
