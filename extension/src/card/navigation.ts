import type { Stage } from "../signing/stage.ts";
import type { WordKey } from "../signing/words.ts";
import type { Desk } from "./desk.ts";

/** The sections as the address names them, after `#`. */
export type Place = "card" | "pins" | "pins/sign" | "pins/auth" | "pins/attributes" | "sites" | "help";

/** Those with a link of their own. */
const LINKS: readonly (readonly [place: Place, say: WordKey])[] = [
  ["card", "nav_card"],
  ["pins", "nav_pins"],
  ["sites", "nav_sites"],
  ["help", "nav_help"],
];

/** The links between the sections; the browser's own history goes along. While the card works nobody leaves. */
export function navigation(stage: Stage, desk: Desk, show: Readonly<Record<Place, () => void>>): void {
  const $ = stage.make.make.bind(stage.make);
  const links = LINKS.map(([place, say]) => ({ place, link: $("a", { id: `nav-${place}`, say, attributes: { href: `#${place}` } }) }));
  const bar = $("nav", { class: "sections", label: "nav_label" }, $("ul", {}, ...links.map(({ link }) => $("li", {}, link))));
  stage.screen.before(bar);

  let current: Place | undefined;
  const go = (): void => {
    const named = location.hash.slice(1);
    const place: Place = Object.hasOwn(show, named) ? (named as Place) : "card";
    if (desk.working && current !== undefined) {
      history.replaceState(null, "", `#${current}`);
      return;
    }
    current = place;
    for (const { place: of, link } of links) {
      if (place === of || place.startsWith(`${of}/`)) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    show[place]();
  };
  addEventListener("hashchange", go);
  desk.follow(new AbortController().signal, () => {
    bar.inert = desk.working;
  });
  go();
}
