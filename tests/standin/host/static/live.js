/* Keeps what Jira itself shows on the page (fields, history, lists) up to date and leaves the app's frames alone. */

import { showFlag } from "./flags.js";

/** Fetches the page again and swaps every element marked data-live by its id, except one that is being filled in. */
export async function refresh() {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(old.id);
    const writing = document.activeElement?.matches("input, select, textarea") && old.contains(document.activeElement);
    if (next && !writing) old.replaceWith(document.adoptNode(next));
  }
}

/** Sends forms marked data-inline without leaving the page, so that the open panels have to follow by themselves. */
export function sendInline() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-inline]")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) showFlag({ title: "Jira did not do this", body: (await answer.json()).problem, type: "error" });
    document.activeElement?.blur();
    await refresh();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-submits]")) target.form.requestSubmit();
  });
}
