import type { Stage } from "../stage.ts";

/** The person blocked this site earlier, and can take that back. */
export function blockedStep(stage: Stage): Promise<"forget" | "end"> {
  const $ = stage.make.make.bind(stage.make);
  return stage.decide<"forget" | "end">(
    {
      name: "blocked",
      title: "error_site_blocked_what",
      mood: "error",
      body: [$("p", { say: "error_site_blocked_do" })],
    },
    [
      { id: "forget", say: "blocked_forget", kind: "secondary", decides: "forget" },
      { id: "end", say: "end", kind: "primary", decides: "end" },
    ],
    "no-cancel",
  );
}
