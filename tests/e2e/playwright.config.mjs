import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "specs",
  testMatch: "*.spec.mjs",
  outputDir: "output/results",
  // Each worker has its own pcscd and browser; two keep two cores busy.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes only at the second attempt is counted as failed by `cargo xtask test`.
  retries: 0,
  timeout: 60_000,
  reporter: [["list"]],
});
