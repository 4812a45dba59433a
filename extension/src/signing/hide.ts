/** Hides an element or shows it. Where it had the keyboard's attention, `refuge` gets it, so that it is not lost. */
export function hide(element: HTMLElement, hidden: boolean, refuge: HTMLElement): void {
  const lost = hidden && !element.hidden && element.contains(document.activeElement);
  element.hidden = hidden;
  if (lost) refuge.focus();
}
