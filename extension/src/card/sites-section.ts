import { isSecureOrigin } from "../../api/src/secure-origin.ts";
import { displayOrigin } from "../signing/origin.ts";
import type { Decision, SiteEntry } from "../signing/sites.ts";
import { changes } from "../signing/steps/status-panel.ts";
import type { WordKey } from "../signing/words.ts";
import type { SectionContext } from "./section.ts";

/** The sites that may ask and those that may not, as the person once decided, and the way to take it back. */
export function sitesSection({ stage, sites, now }: SectionContext): void {
  const $ = stage.make.make.bind(stage.make);
  const lists = $("div", { class: "body-part" });
  const leaving = stage.show({ name: "sites", title: "sites_title", body: [$("p", { say: "sites_lead" }), lists], actions: [] });

  const sitesDiffer = changes();
  const show = (): void => {
    sitesDiffer(sites.entries());
    lists.replaceChildren(list("allowed", "sites_allowed", "sites_none_allowed"), list("blocked", "sites_blocked", "sites_none_blocked"));
  };
  /** After a press its row is gone; the list's heading has the keyboard's attention then. */
  const changed = (decision: Decision, say: WordKey, origin: string): void => {
    show();
    document.getElementById(`sites-${decision}-title`)?.focus();
    stage.announce(say, { origin });
  };
  const list = (decision: Decision, title: WordKey, none: WordKey): HTMLElement => {
    const entries = sites.entries().filter(([, entry]) => entry.decision === decision);
    return $(
      "section",
      { id: `sites-${decision}`, class: "certificate", attributes: { "aria-labelledby": `sites-${decision}-title` } },
      $("h2", { id: `sites-${decision}-title`, say: title, attributes: { tabindex: "-1" } }),
      entries.length === 0 ? $("p", { class: "support", say: none }) : $("ul", { class: "sites" }, ...entries.map(([origin, entry]) => item(origin, entry))),
    );
  };
  const item = (origin: string, { decision, since }: SiteEntry): HTMLElement => {
    const revoke = button("revoke", decision === "allowed" ? "site_revoke" : "blocked_forget", origin, () => {
      sites.forget(origin);
      changed(decision, "site_revoked", origin);
    });
    const block = button("block", "site_block", origin, () => {
      sites.decide(origin, "blocked", now());
      changed("blocked", "site_now_blocked", origin);
    });
    const unicode = unicodeOf(origin);
    return $(
      "li",
      { attributes: { "data-origin": origin } },
      $(
        "div",
        { class: "site-name" },
        $("strong", { text: origin }),
        ...(unicode === undefined ? [] : [$("span", { class: "small", text: unicode })]),
        $("span", { class: "small", say: "site_since", facts: () => ({ day: stage.words.day(new Date(since)) }) }),
      ),
      $("div", { class: "pin-line" }, revoke, ...(decision === "allowed" ? [block] : [])),
    );
  };
  const button = (kind: string, say: WordKey, origin: string, press: () => void): HTMLElement => {
    const element = $("button", { class: `button secondary inline ${kind}`, say, attributes: { type: "button" }, onClick: press });
    stage.make.follow(element, () => {
      element.setAttribute("aria-label", `${stage.words.say(say)}: ${origin}`);
    });
    return element;
  };
  show();
  // A signing window beside this page may decide about a site. Other things are kept too, and of those nothing is shown here.
  addEventListener(
    "storage",
    () => {
      if (!sitesDiffer(sites.entries())) return;
      const focused = document.activeElement;
      const [origin, kind] = lists.contains(focused) ? [focused?.closest("li")?.dataset["origin"], focused?.classList.contains("block")] : [];
      show();
      if (origin === undefined) return;
      // The same button, where it is still there.
      const item = [...lists.querySelectorAll("li")].find(({ dataset }) => dataset["origin"] === origin);
      (item?.querySelector<HTMLElement>(kind ? ".block" : ".revoke") ?? document.getElementById("sites-allowed-title"))?.focus();
    },
    { signal: leaving },
  );
}

/** What is kept may not be an origin any more: then it is shown as it stands. */
function unicodeOf(origin: string): string | undefined {
  return isSecureOrigin(origin) ? displayOrigin(origin).unicode : undefined;
}
