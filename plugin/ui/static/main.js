/* The entry: loads the modules that a page needs; base.html puts it before htmx, so that htmx finds the transport in place. */

// Forge's bundle starts here too; its build leaves this one out.
import "./connect.js";
import "./transport.js";
import "./live.js";
import "./drawer.js";
import "./table.js";
import "./register.js";
import "./heat.js";
import "./meeting.js";
import "./focus.js";
import "./download.js";
import "./upload.js";
import "./flags.js";
import "./window.js";

// Few pages are gadgets; the others do not load what only these need.
document.addEventListener("plumbline:ready", async () => {
  if (document.querySelector("[data-gadget]")) (await import("./gadget.js")).begin();
});

// Nor do they load what only some of their views need, before one of them is opened.
document.addEventListener("htmx:after:swap", async () => {
  if (document.querySelector("[data-triage], [data-counts]")) (await import("./triage.js")).begin();
  if (document.querySelector("[data-painter]")) (await import("./paint.js")).markOffending();
});
