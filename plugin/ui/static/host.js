/* What the page asks of the window around it: its theme, room, flags and issues; each has a way to do without. */

const AUTO_CLOSE_MS = 8000;

const bridge = () => globalThis.AP;

bridge()?.theming?.initializeTheming?.();

/* --- Flags: `plumbline:flag` with {title, body, type, action: {label, url}}, mostly from an HX-Trigger header --- */

const offered = new Map();

function flagInHost({ title, body = "", type, action }) {
  const options = { title, body, type, close: action ? "manual" : "auto", actions: action ? { go: action.label } : {} };
  bridge().flag.create(options, (id) => action && offered.set(id, action.url));
}

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
  const flag = { ...detail, type: ["info", "success", "warning", "error"].includes(detail.type) ? detail.type : "info" };
  if (bridge()?.flag?.create) flagInHost(flag);
  else flagInPage(flag);
});

bridge()?.events?.on?.("flag.action", ({ flagIdentifier }) => {
  const url = offered.get(flagIdentifier);
  offered.delete(flagIdentifier);
  if (url) act(url);
});

/* --- Room: a panel grows with its content, a page fills its frame by itself --- */

document.addEventListener("htmx:after:swap", () => {
  if (document.documentElement.dataset.fit === "content") bridge()?.resize?.();
});

/* --- Issues open inside Jira where the bridge can; the link's own address serves a new tab and everybody else --- */

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-issue-key]");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || !bridge()?.navigator?.go) return;
  event.preventDefault();
  bridge().navigator.go("issue", { issueKey: link.dataset.issueKey });
});
