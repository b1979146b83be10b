/* What the page shows before, or instead of, what the server says; the words stand in index.html. */

const states = new Map([...document.querySelectorAll("template[id^=state-]")].map((one) => [one.id.replace("state-", ""), one.content]));

/** Shows a state in place of the page; `again` is what its button does. */
export function showState(name, again = null) {
  document.body.replaceChildren(states.get(name).cloneNode(true));
  document.title = document.querySelector("h1")?.textContent ?? "Plumbline";
  const button = document.querySelector("[data-retry]");
  if (!button) return;
  if (again) button.addEventListener("click", again);
  else button.remove();
}
