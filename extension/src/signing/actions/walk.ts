import type { Turn } from "../steps.ts";

/** Goes through the screens in their order, forth and back, until the last one is passed. Before the first there is nothing. */
export async function walk(screens: readonly (() => Promise<Turn>)[]): Promise<void> {
  let position = 0;
  for (let screen = screens[0]; screen; screen = screens[position]) {
    position = (await screen()) === "next" ? position + 1 : Math.max(0, position - 1);
  }
}
