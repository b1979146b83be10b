/* Judging drafts by keyboard: digits rate, letters press the card's buttons, arrows move on; and how many boxes are ticked. */

const ARROWS = { ArrowLeft: "draft-previous", ArrowRight: "draft-next" };

function isTyping(place) {
  return Boolean(place.closest("input:not([type=radio]), textarea, select"));
}

/** The first scale without a choice, else the one in which the focus is. */
function rate(card, digit) {
  const scales = [...card.querySelectorAll("[data-scale]")];
  const open = scales.find((scale) => !scale.querySelector(":checked"));
  const scale = open ?? scales.find((one) => one.contains(document.activeElement)) ?? scales[0];
  const choice = scale?.querySelector(`input[value="${digit}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.focus();
  return true;
}

function press(card, key) {
  if (/^[1-9]$/.test(key)) return rate(card, key);
  const button = card.querySelector(`[data-key="${key}"]`);
  if (button) button.click();
  const reasons = card.querySelector(`[data-key-focus="${key}"]`);
  if (reasons) reasons.focus();
  return Boolean(button ?? reasons);
}

/** Arrows belong to the choices while one of them has the focus. */
function move(event) {
  const target = event.target.closest("[type=radio]") ? null : document.getElementById(ARROWS[event.key]);
  if (!target || target.disabled) return false;
  target.click();
  return true;
}

function pressed(event) {
  const card = event.target.closest?.("[data-triage]");
  if (!card || isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in ARROWS ? move(event) : press(card, event.key)) event.preventDefault();
}

function ticked(event) {
  const form = event.target.closest?.("[data-counts]");
  const button = form?.querySelector("[data-many]");
  if (!button || event.target.type !== "checkbox") return;
  const count = form.querySelectorAll("[name=risk]:checked").length;
  button.textContent = count === 1 ? button.dataset.one : button.dataset.many.replace("{n}", String(count));
}

let hasBegun = false;

/** Listens from now on; the page may ask for it more than once. */
export function begin() {
  if (hasBegun) return;
  hasBegun = true;
  document.addEventListener("keydown", pressed);
  document.addEventListener("change", ticked);
}
