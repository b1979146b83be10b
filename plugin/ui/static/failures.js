/* Shows a failed request as a banner in the nearest error slot; the words stand in the page's templates, not here. */

/** The slot nearest to where the answer would have gone; inside an open dialog, that dialog's own. */
function slotOf({ sourceElement, target }) {
  const from = sourceElement.closest?.("dialog[open]") ? sourceElement : target ?? sourceElement;
  for (let node = from instanceof Element ? from : document.body; node; node = node.parentElement) {
    const slot = node.querySelector("[data-error-slot]");
    if (slot) return slot;
  }
  return document.querySelector("[data-error-slot]");
}

/** Fills a copy of the banner for this failure and puts it into the slot, replacing what stood there. */
export function showFailure(context, kind, { detail = "", reference = null } = {}) {
  const slot = slotOf(context);
  const template = document.getElementById(`failure-${kind}`);
  if (!slot || !template) return;
  const banner = template.content.firstElementChild.cloneNode(true);
  banner.querySelector("[data-detail]").textContent = detail;
  banner.querySelector("[data-dismiss]").addEventListener("click", () => banner.remove());
  if (reference) {
    banner.querySelector("[data-reference]").hidden = false;
    banner.querySelector("[data-reference] span").textContent = reference;
  }
  offerAgain(banner, context);
  slot.replaceChildren(banner);
}

/** Only reading is repeated by a button; what changes something is sent again by the person, from the form. */
function offerAgain(banner, { sourceElement, target, swap, request }) {
  if (request.method !== "GET") return;
  const again = banner.querySelector("[data-again]");
  again.hidden = false;
  again.querySelector("button").addEventListener("click", () => {
    banner.remove();
    const at = target?.isConnected ? target : document.body;
    const source = sourceElement.isConnected ? sourceElement : at;
    globalThis.htmx.ajax("GET", request.action, { source, target: at, swap });
  });
}

/** Takes the banner away once a request for the same place has worked. */
export function clearFailure(context) {
  slotOf(context)?.replaceChildren();
}
