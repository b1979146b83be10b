/* A dashboard gadget: shows the project that the window keeps for it, else asks for one; which one it is, we never store. */

import { host } from "./host.js";

const place = () => document.querySelector("[data-gadget]");

let chosen = "";
let isEditable = true;

function load(url) {
  globalThis.htmx.ajax("GET", url, { source: place(), target: place() });
}

function showFigure() {
  load(place().dataset.figureUrl + encodeURIComponent(chosen));
}

function showChoice() {
  load(`${place().dataset.choiceUrl}?project=${encodeURIComponent(chosen)}`);
}

/** A window that refuses to keep the choice still lets the reader look. */
async function keep(projectId) {
  chosen = projectId;
  try {
    await host().gadget.save({ projectId });
  } catch {
    const flag = { title: place().dataset.notKept, type: "info" };
    document.dispatchEvent(new CustomEvent("plumbline:flag", { detail: flag }));
  }
  showFigure();
}

/** Shows what stands on the dashboard now; main.js calls it once a page with a gadget stands in its window. */
export async function begin() {
  const { gadget } = host();
  const [kept, editable] = await Promise.all([gadget?.read?.(), gadget?.isEditable?.()]).catch(() => [{}, true]);
  chosen = typeof kept?.projectId === "string" ? kept.projectId : "";
  isEditable = editable ?? true;
  if (chosen) showFigure();
  else showChoice();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("[data-gadget-choice]")) return;
  event.preventDefault();
  keep(new FormData(event.target).get("project"));
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-gadget-change]")) showChoice();
  else if (event.target.closest?.("[data-gadget-back]")) showFigure();
});

// Whoever may not edit the dashboard is not offered to; every reload of the figure brings the button anew.
document.addEventListener("htmx:after:swap", () => {
  for (const button of document.querySelectorAll("[data-gadget-change]")) button.hidden = !isEditable;
});
