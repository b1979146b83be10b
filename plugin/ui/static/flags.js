/* Flags: `plumbline:flag` with {title, body, type, action: {label, url}}, mostly from an HX-Trigger header; the window shows them, else the page. */

import { host } from "./host.js";

const AUTO_CLOSE_MS = 8000;
const TYPES = ["info", "success", "warning", "error"];

function flagInPage({ title, body = "", type, action }) {
  const flag = document.getElementById("notice-flag").content.firstElementChild.cloneNode(true);
  flag.classList.add(type);
  flag.querySelectorAll("[data-icon]").forEach((icon) => (icon.dataset.icon === type ? icon.replaceWith(icon.firstElementChild) : icon.remove()));
  flag.querySelector("[data-title]").textContent = title;
  flag.querySelector("[data-body]").textContent = body;
  flag.querySelector("[data-dismiss]").addEventListener("click", () => flag.remove());
  if (action) {
    const button = flag.querySelector("[data-action] button");
    button.textContent = action.label;
    button.addEventListener("click", () => { flag.remove(); act(action.url); });
    flag.querySelector("[data-action]").hidden = false;
  }
  const flags = document.getElementById("flags");
  flags.append(flag);
  // Shown anew as a popover, so that it lies above an open drawer.
  if (flags.matches(":popover-open")) flags.hidePopover();
  flags.showPopover();
  setTimeout(() => flag.matches(":hover, :focus-within") || flag.remove(), AUTO_CLOSE_MS);
}

function act(url) {
  globalThis.htmx.ajax("POST", url, { source: document.body, target: document.body, swap: "none" });
}

document.addEventListener("plumbline:flag", ({ detail }) => {
  const flag = { ...detail, type: TYPES.includes(detail.type) ? detail.type : "info" };
  if (!host().flag?.(flag, act)) flagInPage(flag);
});
