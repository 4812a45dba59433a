import type { Stage } from "../stage.ts";
import type { Steps } from "../steps.ts";
import { betweenStep } from "./between.ts";
import { blockedStep } from "./blocked.ts";
import { checkUpStep } from "./check-up.ts";
import { consentStep, grantStep } from "./consent.ts";
import { contentStep } from "./content.ts";
import { doneStep } from "./done.ts";
import { failedStep } from "./failed.ts";
import { passwordStep } from "./password.ts";
import { procedureStep } from "./procedure.ts";
import { prepareStep, termsStep, welcomeStep } from "./set-up.ts";
import { siteStep } from "./site.ts";
import { waitingStep } from "./waiting.ts";
import { workingStep } from "./working.ts";

/** The steps, as screens on a stage. */
export function screens(stage: Stage): Steps {
  return {
    begin: (request) => {
      stage.journey = request.action === "sign" && request.attributes ? "sign-with-attributes" : request.action;
    },
    site: (origin) => siteStep(stage, origin),
    waiting: (onCancel) => {
      waitingStep(stage, onCancel);
    },
    procedure: (request) => procedureStep(stage, request),
    content: (request, origin, content) => contentStep(stage, request, origin, content),
    consent: (request, origin, content) => consentStep(stage, request, origin, content),
    grant: (origin, offer) => grantStep(stage, origin, offer),
    password: (bridge, question) => passwordStep(stage, bridge, question),
    working: (bridge, task) => workingStep(stage, bridge, task),
    done: (action, receipt) => doneStep(stage, action, receipt),
    between: (action) => betweenStep(stage, action),
    welcome: () => welcomeStep(stage),
    terms: () => termsStep(stage),
    prepare: () => prepareStep(stage),
    checkUp: (watch) => checkUpStep(stage, watch),
    failed: (failure, choice) => failedStep(stage, failure, choice),
    blocked: () => blockedStep(stage),
  };
}
