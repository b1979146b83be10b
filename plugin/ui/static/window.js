/* What the page asks of the window around it: room for a panel that grew, and the way to issues and other pages. */

import { host } from "./host.js";

// A panel grows with its content, a page fills its frame by itself.
document.addEventListener("htmx:after:swap", () => {
  if (document.documentElement.dataset.fit === "content") host().room?.();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-issue-key], [data-module], a[target=_top]");
  if (!link || event.button !== 0) return;
  const place = {
    issueKey: link.dataset.issueKey,
    moduleKey: link.dataset.module,
    projectKey: link.dataset.projectKey,
    url: link.href,
    isNewTab: event.metaKey || event.ctrlKey || event.shiftKey,
  };
  if (host().open?.(place)) event.preventDefault();
});
