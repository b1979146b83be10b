/* Rows by keyboard and pointer: arrow keys move between the rows' own links, Home and End to the first and last, a click opens. */

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-row-link]");
  const table = link?.closest("[data-rows]");
  if (!table || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...table.querySelectorAll("[data-row-link]")];
  const next = { Home: links[0], End: links.at(-1) }[event.key] ?? links[links.indexOf(link) + STEPS[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-rows] tbody tr");
  if (!row || event.target.closest("a, button, input, select, textarea, label, summary") || String(getSelection())) return;
  row.querySelector("[data-row-link]")?.click();
});
