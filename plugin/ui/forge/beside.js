/* A risk opened from a narrow panel, in a modal window of its own: how it is opened, and what stands inside. */

import { Modal, view } from "@forge/bridge";

import { asker } from "./plumbline/typing.js";

/** Opens `url` beside the page at `from`; closing it brings the page up to date. */
export function openBeside(from, url) {
  const onClose = () => document.body.dispatchEvent(new CustomEvent("plumbline:changed"));
  // What is typed inside must not be lost to a slip: Escape is heard there, and a click beside it does nothing.
  const context = { plumbline: { from, url } };
  new Modal({ size: "large", context, onClose, closeOnEscape: false, closeOnOverlayClick: false }).open();
}

/** What a modal was opened for: {from, url}; null in a window that is none. */
export function openedBeside({ extension = {} }) {
  return extension.modal?.plumbline ?? null;
}

/** Puts a part into the page that it was opened from, in place of that page's own content. */
export function placeInside(page, part) {
  delete page.documentElement.dataset.fit;
  const main = page.querySelector("main");
  const heading = main.querySelector("h1");
  const bar = page.querySelector("#drawer > .drawer-bar").cloneNode(true);
  const body = page.createElement("div");
  body.className = "drawer-body";
  const slot = page.createElement("div");
  slot.dataset.errorSlot = "";
  const content = page.createElement("div");
  content.className = "stack";
  content.append(...part.body.childNodes);
  body.append(slot, content);
  main.className = "beside";
  main.replaceChildren(heading, bar, body);
  page.title = content.querySelector("h2")?.textContent.trim() || page.title;
}

/** Closing by button or Escape asks once where something typed would be lost. */
export function listenForClosing() {
  const { mayLeave } = asker();
  const leave = () => {
    const main = document.getElementById("main");
    if (mayLeave(main, main.querySelector("[data-error-slot]"))) view.close();
  };
  document.addEventListener("click", (event) => event.target.closest?.("main > .drawer-bar [data-close]") && leave());
  document.addEventListener("keydown", (event) => event.key === "Escape" && !document.querySelector("dialog[open]") && leave());
}
