/* Whether a part of the page holds something a person has typed or chosen and not yet sent. */

function differs(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.tagName === "SELECT") return chosenByHand(control);
  return control.value !== control.defaultValue;
}

/** A list without a marked choice shows its first one, which nobody has chosen. */
function chosenByHand(list) {
  const marked = [...list.options].filter((option) => option.defaultSelected);
  const byDefault = marked.length || list.multiple ? marked : [...list.options].slice(0, 1);
  const chosen = [...list.selectedOptions];
  return chosen.length !== byDefault.length || chosen.some((option) => !byDefault.includes(option));
}

/** True where any control in `place` differs from what the server wrote. */
export function holdsUnsavedInput(place) {
  const controls = place.querySelectorAll("input:not([type=hidden], [type=submit], [type=button]), textarea, select");
  return [...controls].some(differs);
}

/** Whether a place may be left: where something in it is unsaved, the first question is answered with a notice in `slot`. */
export function asker() {
  let warned = false;
  const mayLeave = (place, slot) => {
    if (warned || !holdsUnsavedInput(place)) return true;
    warned = true;
    slot.replaceChildren(document.getElementById("notice-unsaved").content.firstElementChild.cloneNode(true));
    return false;
  };
  return { mayLeave };
}
