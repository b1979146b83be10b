/* The entry: loads the modules that a page needs; base.html puts it before htmx, so that htmx finds the transport in place. */

// Forge's bundle starts here too; its build leaves this one out.
import "./connect.js";
import "./transport.js";
import "./live.js";
import "./drawer.js";
import "./table.js";
import "./register.js";
import "./focus.js";
import "./download.js";
import "./upload.js";
import "./flags.js";
import "./window.js";

// Few pages are gadgets; the others do not load what only these need.
document.addEventListener("plumbline:ready", async () => {
  if (document.querySelector("[data-gadget]")) (await import("./gadget.js")).begin();
});

/** Styles of a view that few open; a bundle has them from the start. */
function wear(sheet) {
  if (!document.querySelector('link[href$="/plumbline.css"]') || document.querySelector(`link[href="${sheet}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet }));
}

/** What only some views need, loaded when one of them is there. */
async function fetchNeeded() {
  for (const view of document.querySelectorAll("[data-sheet]")) wear(view.dataset.sheet);
  if (document.querySelector("[data-triage], [data-counts]")) (await import("./triage.js")).begin();
  if (document.querySelector("[data-painter]")) (await import("./paint.js")).markOffending();
  if (document.querySelector("[data-heat], [data-roam]")) await import("./heat.js");
  if (document.querySelector("[data-meeting]")) await import("./meeting.js");
}

document.addEventListener("plumbline:ready", fetchNeeded);
document.addEventListener("htmx:after:swap", fetchNeeded);
