/* The "Jira happens" bar: plays single events or lets them run, and says in a sentence what happened. */

import { refresh } from "./live.js";
import { happen } from "./server.js";

const EVERY_MS = 2000;

/** Wires the bar's buttons; the sentence appears in its live region, Jira's own parts of the page are refreshed. */
export function wireBar() {
  const bar = document.querySelector("[data-happens]");
  if (!bar) return;
  const said = bar.querySelector("[data-said]");
  const run = bar.querySelector("[data-run]");
  let timer = null;

  const play = async (what) => {
    try {
      const { sentence } = await happen(what);
      said.textContent = sentence;
      await refresh();
    } catch (problem) {
      said.textContent = problem.message;
    }
  };
  const again = async () => {
    await play("anything");
    if (timer !== null) timer = setTimeout(again, EVERY_MS);
  };

  for (const button of bar.querySelectorAll("[data-what]")) {
    button.addEventListener("click", async () => {
      button.disabled = true;
      await play(button.dataset.what);
      button.disabled = false;
    });
  }
  run.addEventListener("click", () => {
    const running = timer === null;
    run.setAttribute("aria-pressed", String(running));
    clearTimeout(timer);
    timer = running ? setTimeout(again, 0) : null;
  });
}
