/* A review meeting by keyboard: a letter decides or opens a form, arrow keys move the rating on the small matrix; keys can be switched off. */

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const TYPED_IN = "textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])";

let isOn = true;

const meeting = () => document.querySelector("[data-meeting]");

function grid() {
  return [...meeting().querySelectorAll("[data-mini-matrix] tbody tr")].map((row) => [...row.querySelectorAll("input")]);
}

/** Moves the chosen cell by one and opens the form that it belongs to. */
function step([down, right]) {
  const rows = grid();
  const at = rows.findIndex((row) => row.some((cell) => cell.checked));
  if (at < 0) return;
  const row = rows[at + down] ?? rows[at];
  const place = rows[at].findIndex((cell) => cell.checked);
  const cell = row[place + right] ?? row[place];
  cell.closest("details").open = true;
  cell.checked = true;
  cell.focus();
}

/** Opens a form by its summary and puts the cursor into its first field. */
function unfold(summary) {
  const form = summary.parentElement;
  form.open = true;
  (form.querySelector("input:checked") ?? form.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
}

function press(event) {
  const control = meeting().querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!control || control.disabled) return;
  event.preventDefault();
  if (control.matches("summary")) unfold(control);
  else control.click();
}

document.addEventListener("keydown", (event) => {
  if (!meeting() || event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("dialog")) return;
  // A key that is quicker than the swap's own focus keeps the cursor where it puts it.
  meeting().querySelector("[data-focus]")?.removeAttribute("data-focus");
  const isTyping = event.target.matches?.(TYPED_IN);
  if (isTyping && event.key === "Escape") event.target.blur();
  if (!isOn || isTyping) return;
  const onCell = event.target.matches?.("[data-mini-matrix] input");
  const onOther = event.target.matches?.("input[type=radio]") && !onCell;
  if (ARROWS[event.key] && !onOther) {
    event.preventDefault();
    step(ARROWS[event.key]);
  } else if (event.key === "Enter" && onCell) {
    event.preventDefault();
    event.target.form.querySelector(TYPED_IN)?.focus();
  } else if (event.key.length === 1) {
    press(event);
  }
});

function showKeys() {
  const button = meeting()?.querySelector("[data-keys]");
  if (button) button.setAttribute("aria-pressed", String(isOn));
  if (meeting()) meeting().dataset.keysOn = String(isOn);
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys]")) {
    isOn = !isOn;
    showKeys();
  }
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    // A frame of another origin may not use the clipboard's own interface; what is selected can always be copied.
    document.querySelector(copy.dataset.copy).select();
    document.execCommand("copy");
  }
});

document.addEventListener("htmx:after:swap", showKeys);
showKeys();
