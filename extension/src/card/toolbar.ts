/**
 * The icon in the browser's toolbar opens the card page, or brings the open one to the front. Without a background script a
 * click can only open this small page, which does it at once; where the browser does not, its link is there.
 */
const link = document.getElementById("open-card-page");
if (link) link.textContent = chrome.i18n.getMessage("card_page_open");
// Not the browser's language: that of the sentence, which the browser chose among ours.
document.documentElement.lang = chrome.i18n.getMessage("language_tag");

chrome.runtime.openOptionsPage(() => {
  if (!chrome.runtime.lastError) window.close();
});
