/**
 * The card page: what the card holds, its PINs, the sites that may ask, and help. An extension page that no website can open
 * or frame. It never shows a page's words, never opens a connection to any machine, never keeps a PIN, and uses a try only for
 * what the person typed and sent.
 */
import { Maker } from "../signing/element.ts";
import { loadFormats } from "../signing/formats.ts";
import { Sites } from "../signing/sites.ts";
import { Stage } from "../signing/stage.ts";
import { ownStorage } from "../signing/storage.ts";
import { Words } from "../signing/words.ts";
import { cardSection } from "./card-section.ts";
import { changePinSection } from "./change-pin-section.ts";
import { Desk } from "./desk.ts";
import { helpSection } from "./help-section.ts";
import { navigation } from "./navigation.ts";
import { pinsSection } from "./pins-section.ts";
import { sitesSection } from "./sites-section.ts";

const HOST = "jp.jitsuin.bridge";

function main(root: HTMLElement): void {
  const kept = ownStorage();
  const words = new Words(kept, navigator.language);
  const stage = new Stage(root, new Maker(words), words);
  const desk = new Desk({ connect: () => chrome.runtime.connectNative(HOST), lastError: () => chrome.runtime.lastError?.message }, loadFormats);
  const context = { stage, desk, sites: new Sites(kept), now: () => new Date() };

  navigation(stage, desk, {
    card: () => {
      cardSection(context);
    },
    pins: () => {
      pinsSection(context);
    },
    "pins/sign": () => {
      changePinSection(context, "sign");
    },
    "pins/auth": () => {
      changePinSection(context, "auth");
    },
    "pins/attributes": () => {
      changePinSection(context, "attributes");
    },
    sites: () => {
      sitesSection(context);
    },
    help: () => {
      helpSection(context);
    },
  });

  // A page that nobody looks at leaves the card to others.
  const attend = (): void => {
    if (document.visibilityState === "visible") desk.attend();
    else desk.rest();
  };
  document.addEventListener("visibilitychange", attend);
  attend();
  addEventListener("beforeunload", (event) => {
    if (desk.working) event.preventDefault();
  });
}

const root = document.getElementById("window");
if (root) main(root);
