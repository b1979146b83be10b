/* Flags: the short messages Jira stacks in a corner; registered with the host bundle as its flag provider. */

const AUTO_CLOSE_MS = 5000;
const SYMBOLS = { info: "i", success: "✓", warning: "!", error: "×" };

function stack() {
  let found = document.querySelector(".flags");
  if (!found) {
    found = document.createElement("div");
    found.className = "flags";
    found.setAttribute("role", "region");
    found.setAttribute("aria-label", "Messages");
    found.setAttribute("aria-live", "polite");
    document.body.append(found);
  }
  return found;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text ?? "";
  return made;
}

/** Shows a flag; `onClose(id)` is called when it goes, each action's `executeAction()` when it is chosen. */
export function showFlag({ id = "host", title, body, actions = [], onClose, close, type }) {
  const kind = type in SYMBOLS ? type : "info";
  const flag = element("section", `flag flag-${kind}`);
  flag.dataset.flagId = id;
  const mark = element("span", "flag-mark", SYMBOLS[kind]);
  mark.setAttribute("aria-hidden", "true");
  const text = element("div", "flag-text");
  text.append(element("strong", "flag-title", title), element("p", "flag-body", body));
  for (const action of actions) {
    const button = element("button", "link-button", action.actionText);
    button.addEventListener("click", () => action.executeAction());
    text.append(button);
  }
  const dismiss = () => {
    if (!flag.isConnected) return;
    flag.remove();
    onClose?.(id);
  };
  const closer = element("button", "flag-close", "×");
  closer.setAttribute("aria-label", "Dismiss");
  closer.addEventListener("click", dismiss);
  flag.append(mark, text, closer);
  stack().prepend(flag);
  if (close === "auto") setTimeout(dismiss, AUTO_CLOSE_MS);
  return { close: dismiss };
}

/** The provider in the shape that connectHost.getFrameworkAdaptor().registerModule() wants. */
export const flagModule = {
  getModuleRegistrationName: () => "flag",
  isEnabled: () => true,
  getProvider: () => ({ create: showFlag }),
};
