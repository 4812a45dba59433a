import type { Stage } from "../signing/stage.ts";

/** The official portal; it also lists the readers that can be used. */
export function portalLink(stage: Stage): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  return $("p", {}, $("a", { class: "download", say: "help_portal", attributes: { href: "https://www.jpki.go.jp/", target: "_blank", rel: "noreferrer" } }));
}
