import { displayOrigin } from "../origin.ts";
import type { Stage } from "../stage.ts";

/** A site asks for the first time: the person allows or blocks it, once. */
export function siteStep(stage: Stage, origin: string): Promise<"allow" | "block"> {
  const $ = stage.make.make.bind(stage.make);
  const shown = displayOrigin(origin);
  const notes = [
    ...(shown.undecoded ? [$("p", { id: "site-undecoded", class: "note warning", say: "site_undecoded" })] : []),
    ...(shown.local ? [$("p", { id: "site-local", class: "note", say: "site_local" })] : []),
  ];
  return stage.decide(
    {
      name: "site",
      title: "site_title",
      body: [
        $("p", { say: "site_lead" }),
        $(
          "p",
          { id: "site-origin", class: "origin-card" },
          $("span", { class: "scheme", text: `${shown.scheme}://` }),
          $("strong", { class: "host", text: shown.host }),
          ...(shown.unicode === undefined ? [] : [$("span", { class: "site-unicode", say: "site_unicode", facts: { name: shown.unicode } })]),
        ),
        ...notes,
        $("ul", { class: "list" }, $("li", { say: "site_check_address" }), $("li", { say: "site_check_mail" }), $("li", { say: "site_kept" })),
      ],
    },
    [
      { id: "block", say: "site_block", kind: "secondary", decides: "block" },
      { id: "allow", say: "site_allow", kind: "primary", decides: "allow", careful: true },
    ],
  );
}
