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

/* --- Picking rows, and moving along one --- */

const picks = () => [...document.querySelectorAll("#register [name=pick]")];

function tell() {
  const [all, ticked] = [picks(), picks().filter((box) => box.checked)];
  for (const count of document.querySelectorAll("[data-picked]")) count.textContent = ticked.length;
  const whole = document.querySelector("[data-pick-all]");
  if (!whole) return;
  whole.checked = all.length > 0 && ticked.length === all.length;
  whole.indeterminate = ticked.length > 0 && !whole.checked;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("[data-pick-all]")) for (const box of picks()) box.checked = target.checked;
  if (target.matches?.("[data-pick-all], [name=pick]")) tell();
});
document.addEventListener("reset", ({ target }) => target.id === "bulk" && setTimeout(tell));

/** Once something was done to the picked risks, nothing is picked any more and the list may follow. */
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id !== "bulk-result" || !ctx.target.querySelector("[data-bulk-done]")) return;
  document.getElementById("bulk")?.reset();
  tell();
});

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && event.target.closest?.("[data-cell-form]")) {
    event.preventDefault();
    event.target.closest("[data-cell-form]").querySelector("[data-cell-cancel]").click();
    return;
  }
  const stop = event.target.closest?.("#register [data-row-link], #register .cell-edit");
  if (!stop) return;
  const row = stop.closest("tr");
  if (event.key === "x") row.querySelector("[name=pick]")?.click();
  if (!STEPS[event.key]) return;
  const stops = [...row.querySelectorAll("[data-row-link], .cell-edit")].filter((one) => one.checkVisibility());
  const next = stops[stops.indexOf(stop) + STEPS[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
