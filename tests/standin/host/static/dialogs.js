/* Dialogs: a module of the app over the page in a <dialog>; registered with the host bundle as its dialog provider. */

import { contextOf, embed } from "./frames.js";
import { frameAddress } from "./server.js";

let open = null; // {addonKey, element, buttons, tellApp}

function button(action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = action.type === "primary" ? "button button-primary" : "button";
  made.dataset.identifier = action.identifier;
  made.textContent = action.text;
  made.disabled = Boolean(action.disabled);
  made.hidden = Boolean(action.hidden);
  made.addEventListener("click", () => action.onClick());
  return made;
}

function shell(options) {
  const made = document.createElement("dialog");
  made.className = `app-dialog app-dialog-${options.size ?? "custom"}`;
  if (!options.size) {
    made.style.width = options.width;
    made.style.height = options.height;
  }
  const body = document.createElement("div");
  body.className = "app-dialog-body";
  made.append(body);
  if (options.chrome) {
    const head = document.createElement("header");
    const title = document.createElement("h2");
    title.textContent = options.header ?? "";
    head.append(title);
    const foot = document.createElement("footer");
    const hint = document.createElement("span");
    hint.className = "app-dialog-hint";
    hint.textContent = options.hint ?? "";
    foot.append(hint, ...options.actions.map(button));
    made.prepend(head);
    made.append(foot);
  }
  return { made, body };
}

async function create(options, extension) {
  close();
  const { made, body } = shell(options);
  const addonKey = extension.addon_key;
  open = { addonKey, element: made };
  made.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape
    if (options.closeOnEscape === false) return;
    window.connectHost.broadcastEvent("dialog.close", { addon_key: addonKey }, {});
    close();
  });
  document.body.append(made);
  made.showModal();
  const context = contextOf(extension.callback_extension_id);
  const custom = extension.options?.customData ?? {};
  const url = await frameAddress(extension.key, context, custom);
  if (open?.element !== made) return; // closed while the address was made
  const dialogOptions = {
    ...extension.options,
    isDialog: true,
    dialogId: options.id,
    callbackExtensionId: extension.callback_extension_id,
    preventDialogCloseOnEscape: options.closeOnEscape === false,
    hostFrameOffset: undefined,
    autoresize: false,
  };
  const title = options.header || "Dialog";
  embed(body, { addonKey, key: extension.key, url, moduleType: "dialogs", context, title, options: dialogOptions });
}

function close() {
  open?.element.remove();
  open = null;
}

function named(identifier) {
  return open?.element.querySelector(`footer [data-identifier="${CSS.escape(identifier)}"]`);
}

const provider = {
  create,
  close,
  isActiveDialog: (addonKey) => open?.addonKey === addonKey,
  setButtonDisabled: (identifier, disabled) => named(identifier)?.toggleAttribute("disabled", disabled),
  isButtonDisabled: (identifier) => Boolean(named(identifier)?.disabled),
  toggleButton: (identifier) => named(identifier)?.toggleAttribute("disabled"),
  setButtonHidden: (identifier, hidden) => named(identifier)?.toggleAttribute("hidden", hidden),
  isButtonHidden: (identifier) => Boolean(named(identifier)?.hidden),
  createButton: (action) => open?.element.querySelector("footer")?.append(button(action)),
};

/** The provider in the shape that connectHost.getFrameworkAdaptor().registerModule() wants. */
export const dialogModule = {
  getModuleRegistrationName: () => "dialog",
  isEnabled: () => true,
  getProvider: () => provider,
};
