/* The register under hands: what a person has opened and where they stand survives a new list; keys work on the focused row. */

const PLACES = ["register", "risks-tab", "risk-list"];

const place = () => PLACES.map((id) => document.getElementById(id)).find(Boolean);

/** A new list closes nothing that is open and leaves the focus where it was. */
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const target = ctx.target;
  if (!(target instanceof Element) || !PLACES.includes(target.id)) return;
  ctx.stood = target.contains(document.activeElement) ? document.activeElement.id : "";
  ctx.unfolded = [...target.querySelectorAll("details[open][id]")].map((details) => details.id);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  for (const id of ctx.unfolded ?? []) document.getElementById(id)?.setAttribute("open", "");
  const isLost = document.activeElement === document.body || !document.activeElement?.isConnected;
  if (ctx.stood && isLost) document.getElementById(ctx.stood)?.focus({ preventScroll: true });
});

const isTyping = (element) => Boolean(element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

/** "/" goes to the search, "?" shows the keys; neither while somebody types or a dialog is open. */
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const wanted = { "/": "[data-list-search]", "?": "[data-list-keys]" }[event.key];
  const found = wanted && place()?.querySelector(wanted);
  if (!found) return;
  event.preventDefault();
  if (event.key === "/") found.focus();
  else found.showPopover();
});
