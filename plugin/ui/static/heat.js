/* Risks moved by hand or by keys: on the heat map from cell to cell, on the ROAM board from column to column; both ask before anything changes. */

let dragged = null;
let home = null;

const asking = () => document.getElementById("map-move") ?? document.getElementById("roam-move");

function ask(url) {
  globalThis.htmx.ajax("GET", url, { source: asking(), target: asking() });
}

const cellOf = (node) => node?.closest?.("[data-heat] [data-place]");

/** Puts a pin into a cell for the eye; where it came from is remembered until the move is made or taken back. */
function lay(pin, cell) {
  home ??= { pin, cell: cellOf(pin) };
  cell.querySelector(".pins").append(pin);
  const says = document.getElementById("map-says");
  says.textContent = `${pin.textContent}: ${cell.dataset.words}`;
}

function takeBack() {
  if (home?.pin.isConnected) home.cell.querySelector(".pins").append(home.pin);
  const pin = home?.pin;
  home = null;
  return pin;
}

function moved(pin) {
  return home?.pin === pin && cellOf(pin) !== home.cell;
}

function askWhy(pin) {
  ask(`${pin.dataset.pin}&to=${cellOf(pin).dataset.place}`);
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-pin], [data-roam-card]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.textContent.trim());
});

/** The places that what is dragged may be dropped on: the same map's cells, the board's columns. */
function placeFor(node) {
  if (dragged?.matches("[data-pin]")) {
    const cell = cellOf(node);
    return cell?.closest("table") === dragged.closest("table") ? cell : null;
  }
  return dragged ? node.closest?.("[data-roam]") : null;
}

document.addEventListener("dragover", (event) => {
  if (placeFor(event.target)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const place = placeFor(event.target);
  if (!place) return;
  event.preventDefault();
  if (place.dataset.roam) {
    if (!place.contains(dragged)) ask(dragged.dataset.roamCard + place.dataset.roam);
  } else {
    if (home && home.pin !== dragged) takeBack();
    lay(dragged, place);
    if (moved(dragged)) askWhy(dragged);
  }
  dragged = null;
});

document.addEventListener("dragend", () => { dragged = null; });

/** The cell one step away from this one on the screen. */
function neighbour(cell, key) {
  const row = cell.parentElement;
  const way = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (way) return (way < 0 ? row.previousElementSibling : row.nextElementSibling)?.children[cell.cellIndex];
  const isRight = key === "ArrowRight";
  const isMirrored = getComputedStyle(row).direction === "rtl";
  const next = isRight !== isMirrored ? cell.nextElementSibling : cell.previousElementSibling;
  return next?.matches("[data-place]") ? next : null;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const pin = event.target.closest?.("[data-pin]");
  if (event.key === "Escape" && (home || event.target.closest?.("[data-move-form]"))) {
    event.preventDefault();
    asking()?.replaceChildren();
    takeBack()?.focus();
    return;
  }
  if (!pin) return;
  if (event.key === "Enter" && moved(pin)) {
    event.preventDefault();
    askWhy(pin);
    return;
  }
  if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = neighbour(cellOf(pin), event.key);
  if (!next) return;
  if (home && home.pin !== pin) takeBack();
  lay(pin, next);
  pin.focus();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-move-cancel]")) return;
  asking()?.replaceChildren();
  takeBack()?.focus();
});

document.addEventListener("change", ({ target }) => {
  const card = target.matches?.("[data-roam-to]") && target.closest("[data-roam-card]");
  if (!card || !target.value) return;
  ask(card.dataset.roamCard + target.value);
  target.value = "";
});

/** The question takes the focus; once it is answered, what was moved is where the server says. */
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target?.id === "bulk-result") document.getElementById("roam-move")?.replaceChildren();
  if (!["map-move", "roam-move"].includes(ctx.target?.id)) return;
  const first = ctx.target.querySelector("input:not([type=hidden]), select, a, button");
  if (first) first.focus();
  else home = null;
});
