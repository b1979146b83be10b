/* The drawer: opens beside the page, keeps the focus inside, closes on Escape and gives the focus back; its address is the hash. */

import { host } from "./host.js";
import { asker } from "./typing.js";

const FOCUSABLE = "a[href], button:not(:disabled), input:not(:disabled, [type=hidden]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0']";

let opener = null;
let leaving = asker();
let shown = "";

const drawer = () => document.getElementById("drawer");
const body = () => document.getElementById("drawer-body");

function open(from) {
  opener = from;
  leaving = asker();
  body().replaceChildren(drawer().querySelector("template").content.cloneNode(true));
  if (!drawer().open) drawer().showModal();
}

function isOpenFor(hash) {
  return drawer().open && shown === hash;
}

/** Opens what a hash names: by the page's own link to it, else by the address that answers for hashes. */
function openHash() {
  const hash = host().address.hash();
  if (hash === "#main" || !drawer()) return;
  if (hash.length < 2) {
    if (drawer().open) close();
    return;
  }
  if (isOpenFor(hash)) return;
  const link = [...document.querySelectorAll("[data-drawer]")].find((one) => one.getAttribute("href") === hash);
  const prefix = drawer().dataset.deepLink;
  const url = link?.getAttribute("hx-get") ?? (prefix ? prefix + encodeURIComponent(decodeURIComponent(hash.slice(1))) : null);
  if (!url) return;
  shown = hash;
  open(link);
  globalThis.htmx.ajax("GET", url, { source: link ?? drawer(), target: "#drawer-body" });
}

function close() {
  if (drawer().open) drawer().close();
}

/** Closing with something unsaved asks once, in words; the second time it closes. */
function mayClose() {
  return leaving.mayLeave(drawer(), drawer().querySelector("[data-error-slot]"));
}

function afterClose() {
  // The browser tells of a closing a moment later, when the drawer may be open again.
  if (drawer().open) return;
  body().replaceChildren();
  drawer().querySelector("[data-error-slot]").replaceChildren();
  shown = "";
  host().address.clear();
  const back = opener?.isConnected ? opener : opener?.id && document.getElementById(opener.id);
  if (back) back.focus();
  opener = null;
}

function keepInside(event) {
  if (event.key !== "Tab") return;
  const stops = [...drawer().querySelectorAll(FOCUSABLE)].filter((stop) => stop.checkVisibility());
  const [first, last] = [stops[0], stops.at(-1)];
  const isAtEdge = event.shiftKey ? document.activeElement === first || !stops.includes(document.activeElement) : document.activeElement === last;
  if (!isAtEdge) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

function drawerLink(event) {
  const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey;
  return isPlain ? event.target.closest?.("[data-drawer]") : null;
}

/** A narrow page has no room for a drawer: a window that has opens it beside, before htmx hears of the click. */
function openAside(event) {
  const link = drawerLink(event);
  if (!link || document.documentElement.dataset.fit !== "content") return;
  if (!host().aside?.(link.getAttribute("hx-get"))) return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("click", openAside, { capture: true });

document.addEventListener("click", (event) => {
  const link = drawerLink(event);
  if (link) {
    shown = link.getAttribute("href");
    open(link);
    if (shown.startsWith("#") && host().address.show(shown)) event.preventDefault();
  } else if (event.target === drawer() || event.target.closest?.("#drawer [data-close]")) {
    if (mayClose()) close();
  }
});

/** Escape in a part that is edited leads back to the part as it was; what is typed there is asked about once. */
function cancelPart(event) {
  const back = event.key === "Escape" && event.target.closest?.("#drawer form")?.querySelector("[data-cancel]");
  if (!back) return;
  event.preventDefault();
  if (!mayClose()) return;
  leaving = asker();
  back.click();
}

document.addEventListener("htmx:after:swap", () => {
  if (!drawer()?.open || drawer().contains(document.activeElement?.closest("input, textarea, select"))) return;
  const field = body().querySelector("form:has([data-cancel]) :is(input:not([type=hidden]), select, textarea)");
  if (field) {
    field.focus();
    return;
  }
  const heading = body().querySelector("h2");
  if (!heading || heading.hasAttribute("tabindex")) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});

for (const word of ["ready", "address"]) document.addEventListener(`plumbline:${word}`, openHash);

// These say nothing above the drawer itself, but are heard on the way down.
const ofDrawer = (listen) => (event) => event.target === drawer() && listen(event);
document.addEventListener("close", ofDrawer(afterClose), { capture: true });
document.addEventListener("cancel", ofDrawer((event) => mayClose() || event.preventDefault()), { capture: true });
document.addEventListener("keydown", (event) => event.target.closest?.("#drawer") && keepInside(event));
document.addEventListener("keydown", cancelPart);
