/* Painting a risk model's matrix: a chosen level and cells that are buttons; arrow keys move, digits paint, names follow. */

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function formOf(element) {
  return element.closest?.("[data-painter]");
}

function brushOf(form, rank) {
  return form.querySelector(`[data-brush="${CSS.escape(rank)}"]`);
}

/** Gives a cell the look and the word of its level; what a reader of the screen hears is the button's own text. */
function dress(form, cell, rank) {
  const brush = brushOf(form, rank);
  if (!brush) return;
  const place = cell.closest("td");
  place.className = `tone-${brush.dataset.tone} filled${place.classList.contains("offends") ? " offends" : ""}`;
  for (const part of ["symbol", "name"]) {
    const copy = brush.querySelector(`[data-${part}]`).cloneNode(true);
    cell.querySelector(`[data-${part}]`).replaceChildren(...copy.childNodes);
  }
}

function paint(cell, rank) {
  const form = formOf(cell);
  const held = cell.nextElementSibling;
  if (!brushOf(form, rank) || held.value === rank) return;
  held.value = rank;
  dress(form, cell, rank);
  form.querySelector("[data-painted]").textContent = cell.textContent;
  held.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(cell, [down, right]) {
  const rows = [...cell.closest("tbody").rows].map((row) => [...row.querySelectorAll("[data-paint]")]);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const next = rows[row + down]?.[rows[row].indexOf(cell) + right];
  if (next) next.focus();
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.("[data-paint]")) return;
  // One cell stands in the order of Tab: the one that had the focus last.
  for (const other of target.closest("table").querySelectorAll('[data-paint][tabindex="0"]')) other.tabIndex = -1;
  target.tabIndex = 0;
});

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-paint]");
  if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
  if (MOVES[event.key]) move(cell, MOVES[event.key]);
  else if (/^[1-9]$/.test(event.key)) paint(cell, event.key);
  else return;
  event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  const cell = target.closest?.("[data-paint]");
  const chosen = cell && formOf(cell).querySelector('[name="brush"]:checked');
  if (chosen) paint(cell, chosen.value);
});

/* --- The levels' own words, symbols and tones, as they are edited --- */

document.addEventListener("input", ({ target }) => {
  const row = target.closest?.("[data-level]");
  const form = row && formOf(row);
  const part = /-(name|symbol|tone)$/.exec(target.name ?? "")?.[1];
  if (!form || !part) return;
  const rank = row.dataset.level;
  const brush = brushOf(form, rank);
  if (part === "tone") {
    brush.className = `brush tone-${target.value}`;
    brush.dataset.tone = target.value;
  } else {
    brush.querySelector(`[data-${part}]`).textContent = target.value;
  }
  if (part === "name") form.querySelector(`[name="appetite"] option[value="${CSS.escape(rank)}"]`).textContent = target.value;
  for (const held of form.querySelectorAll(".painted input[type=hidden]")) {
    if (held.value === rank) dress(form, held.previousElementSibling, rank);
  }
});

/* --- What the checker found, marked on its cells --- */

/** Marks every cell that a finding names, and lets its button be described by it; also once when the editor is opened. */
export function markOffending() {
  for (const form of document.querySelectorAll("[data-painter]")) {
    for (const cell of form.querySelectorAll("[data-paint]")) {
      const findings = [...form.querySelectorAll("[data-cells]")].filter((one) => one.dataset.cells.split(" ").includes(cell.dataset.paint));
      cell.closest("td").classList.toggle("offends", findings.length > 0);
      if (findings.length) cell.setAttribute("aria-describedby", findings.map((one) => one.id).join(" "));
      else cell.removeAttribute("aria-describedby");
    }
  }
}

document.addEventListener("htmx:after:swap", markOffending);
