import type { Sites } from "../signing/sites.ts";
import type { Stage } from "../signing/stage.ts";
import type { Desk } from "./desk.ts";

/** What a section of the card page is made with. */
export interface SectionContext {
  readonly stage: Stage;
  readonly desk: Desk;
  readonly sites: Sites;
  readonly now: () => Date;
}
