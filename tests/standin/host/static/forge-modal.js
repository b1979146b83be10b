/* Modal windows of a Forge app: its own page once more over the page, in a <dialog>. */

let open = null; // {element, onClose}

/** Opens a modal; `fill(holder)` puts the frame in, `onClose(given)` is called once when it has gone. */
export function openModal({ size, title, closeOnEscape, closeOnOverlayClick }, fill, onClose) {
  closeModal();
  const element = document.createElement("dialog");
  element.className = `app-dialog app-dialog-${typeof size === "string" ? size : "medium"}`;
  element.setAttribute("aria-label", title || "Dialog");
  if (title) {
    const head = document.createElement("header");
    const heading = document.createElement("h2");
    heading.textContent = title;
    head.append(heading);
    element.append(head);
  }
  const body = document.createElement("div");
  body.className = "app-dialog-body";
  element.append(body);
  element.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape
    if (closeOnEscape !== false) closeModal();
  });
  element.addEventListener("click", (event) => {
    if (event.target === element && closeOnOverlayClick !== false) closeModal();
  });
  document.body.append(element);
  open = { element, onClose };
  element.showModal();
  fill(body);
}

/** Closes the open modal, if there is one, and hands `given` to whoever opened it; says whether there was one. */
export function closeModal(given) {
  if (!open) return false;
  const { element, onClose } = open;
  open = null;
  element.remove();
  onClose(given);
  return true;
}
