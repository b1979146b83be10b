/* The frames of a Forge app: made as Forge makes them, connected over a channel each, with the answers to their bridge. */

import { contextOf, invoked, keep, kept } from "./forge-calls.js";
import { navigate, place, record, tellOfMoves } from "./forge-places.js";
import { closeModal, openModal } from "./forge-modal.js";
import { showFlag } from "./flags.js";
import { refresh } from "./live.js";

const SANDBOX = "allow-downloads allow-forms allow-modals allow-pointer-lock allow-same-origin allow-scripts";
const SHEETS = ["light", "dark", "spacing"].map((name) => new URL(`/bridge/themes/atlaskit-tokens_${name}.css`, window.location).href);

const connected = new Map(); // the frame's window → what is known of it
const flags = new Map();
const listeners = new Map();

/** Puts a frame of the app into `holder`; `frame` is what the server wrote, with `modal` in a window of its own. */
export function embed(holder, frame) {
  const { gadget } = frame.context;
  if (gadget) frame = { ...frame, entryPoint: frame.entryPoint ?? (kept(gadget) ? "view" : "edit") };
  const iframe = document.createElement("iframe");
  iframe.title = frame.title;
  iframe.className = frame.fullPage ? "app-frame app-frame-page" : "app-frame";
  iframe.setAttribute("sandbox", SANDBOX);
  iframe.src = frame.url;
  holder.replaceChildren(iframe);
  connected.set(iframe.contentWindow, { iframe, frame, holder, isAuto: !frame.modal });
}

/** Fills every holder that the server left on the page. */
export function embedForge() {
  window.addEventListener("message", connect);
  for (const holder of document.querySelectorAll("[data-forge-frame]")) embed(holder, JSON.parse(holder.dataset.forgeFrame));
  for (const button of document.querySelectorAll("[data-configure]")) {
    const holder = document.getElementById(button.dataset.configure);
    button.addEventListener("click", () => embed(holder, { ...JSON.parse(holder.dataset.forgeFrame), entryPoint: "edit" }));
  }
  tellOfMoves((moved) => tell((one) => one.frame.fullPage, { event: "moved", place: moved }));
  new MutationObserver(() => tell((one) => one.isPainted, { event: "painted", theme: theme() })).observe(document.documentElement, { attributeFilter: ["data-color-mode"] });
}

function tell(isMeant, message) {
  for (const one of connected.values()) if (one.iframe.isConnected && one.port && isMeant(one)) one.port.postMessage(message);
}

function connect({ source, origin, data, ports }) {
  const one = connected.get(source);
  if (!one || data?.standin !== "forge" || origin !== new URL(one.frame.url).origin) return;
  one.port = ports[0];
  one.port.onmessage = (message) => heard(one, message.data);
  one.iframe.setAttribute("data-bridge", "established");
}

async function heard(one, { id, name, payload, height }) {
  if (height !== undefined) {
    if (one.isAuto) one.iframe.style.height = `${height}px`;
    return;
  }
  try {
    if (!(name in answers)) throw new Error(`The stand-in's bridge has no ${name}.`);
    one.port.postMessage({ id, value: await answers[name](one, payload) });
  } catch (problem) {
    one.port.postMessage({ id, error: problem.message });
  }
}

/** Calls a function that stayed in the frame. */
const call = (one, reference, ...given) => reference && one.port.postMessage({ callback: reference.__callback, given });

const theme = () => ({ colorMode: document.documentElement.dataset.colorMode, sheets: SHEETS });

function ownPage(one) {
  if (!one.frame.fullPage || one.frame.modal) throw new Error("This module has no page of its own in the address.");
}

const answers = {
  getContext: ({ frame }) => contextOf(frame),
  invoke: ({ frame }, input) => invoked(frame, input),
  enableTheming(one) {
    one.isPainted = true;
    return theme();
  },
  createHistory(one) {
    ownPage(one);
    return place();
  },
  history(one, { how, to }) {
    ownPage(one);
    record(how, to);
  },
  navigate: ({ frame }, target) => navigate(frame.places, target),
  reload: () => window.location.reload(),
  refresh: () => refresh(),
  changeWindowTitle(_, title) {
    document.title = title;
  },
  showFlag(one, { id, title, description, type, isAutoDismiss, actions = [] }) {
    const shown = actions.map(({ text, onClick }) => ({ actionText: text, executeAction: () => call(one, onClick) }));
    flags.set(id, showFlag({ id, title, body: description, type, close: isAutoDismiss ? "auto" : "manual", actions: shown }));
    return true;
  },
  closeFlag(_, { id }) {
    flags.get(id)?.close();
    return true;
  },
  openModal(one, { onClose, ...options }) {
    const frame = { ...one.frame, title: options.title || one.frame.title, modal: options.context ?? {} };
    openModal(options, (holder) => embed(holder, frame), (given) => call(one, onClose, given));
    return true;
  },
  close: ({ frame }, given) => Boolean(frame.modal) && closeModal(given),
  submit({ frame, holder }, chosen) {
    if (!frame.context.gadget || frame.entryPoint !== "edit") return false;
    keep(frame.context.gadget, chosen);
    embed(holder, { ...frame, entryPoint: "view" });
    return true;
  },
  on(one, { event, callback }) {
    listeners.set(event, [...(listeners.get(event) ?? []), (given) => call(one, callback, given)]);
    return true;
  },
  emit(_, { event, payload }) {
    for (const listener of listeners.get(event) ?? []) listener(payload);
    return true;
  },
};
