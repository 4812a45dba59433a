import type { Stage } from "../stage.ts";
import type { Steps } from "../steps.ts";
import { blockedStep } from "./blocked.ts";
import { consentStep } from "./consent.ts";
import { contentStep } from "./content.ts";
import { doneStep } from "./done.ts";
import { failedStep } from "./failed.ts";
import { passwordStep } from "./password.ts";
import { procedureStep } from "./procedure.ts";
import { siteStep } from "./site.ts";
import { waitingStep } from "./waiting.ts";
import { workingStep } from "./working.ts";

/** The steps, as screens on a stage. */
export function screens(stage: Stage): Steps {
  return {
    site: (origin) => siteStep(stage, origin),
    waiting: (onCancel) => {
      waitingStep(stage, onCancel);
    },
    procedure: () => procedureStep(stage),
    content: (request, origin, content) => contentStep(stage, request, origin, content),
    consent: (request, origin, content) => consentStep(stage, request, origin, content),
    password: (bridge, trouble) => passwordStep(stage, bridge, trouble),
    working: (bridge) => workingStep(stage, bridge),
    done: (receipt) => doneStep(stage, receipt),
    failed: (failure, choice) => failedStep(stage, failure, choice),
    blocked: () => blockedStep(stage),
  };
}
