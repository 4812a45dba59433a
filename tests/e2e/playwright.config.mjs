import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "specs",
  testMatch: "*.spec.mjs",
  outputDir: "output/results",
  // Each worker has its own pcscd and browser; two keep two cores busy.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // Machines are busy sometimes. `cargo xtask test` tells how many tests passed only at the second attempt.
  retries: 1,
  timeout: 60_000,
  reporter: [["list"]],
});
