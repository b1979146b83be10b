/* The window as Atlassian's Connect bridge has it; in a plain browser, without the bridge, only the address is there. */

import { say, useHost } from "./host.js";

const PROPERTY = "plumbline.gadget";

const bridge = () => globalThis.AP;

bridge()?.theming?.initializeTheming?.();

const offered = new Map();

function flag({ title, body = "", type, action }, act) {
  if (!bridge()?.flag?.create) return false;
  const options = { title, body, type, close: action ? "manual" : "auto", actions: action ? { go: action.label } : {} };
  bridge().flag.create(options, (id) => action && offered.set(id, () => act(action.url)));
  return true;
}

bridge()?.events?.on?.("flag.action", ({ flagIdentifier }) => {
  const carryOut = offered.get(flagIdentifier);
  offered.delete(flagIdentifier);
  carryOut?.();
});

/** Issues open inside Jira; the link's own address serves a new tab, our own pages and everybody else. */
function open({ issueKey, isNewTab }) {
  if (!issueKey || isNewTab || !bridge()?.navigator?.go) return false;
  bridge().navigator.go("issue", { issueKey });
  return true;
}

const address = {
  hash: () => location.hash,
  // A link to a hash does it by itself.
  show: () => false,
  clear() {
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  },
};

/** Where Jira keeps what was chosen for this gadget; the frame's address says on which dashboard it stands. */
function propertyUrl() {
  const asked = new URLSearchParams(location.search);
  const [dashboard, item] = ["dashboard", "item"].map((name) => encodeURIComponent(asked.get(name)));
  return `/rest/api/3/dashboard/${dashboard}/items/${item}/properties/${PROPERTY}`;
}

const gadget = {
  /** What was chosen, {} where nothing was or Jira does not say. */
  async read() {
    try {
      const { body } = await bridge().request({ url: propertyUrl(), type: "GET" });
      return JSON.parse(body).value ?? {};
    } catch {
      return {};
    }
  },
  /** Whether this reader may edit the dashboard; true where the bridge does not say. */
  isEditable: () => new Promise((resolve) => {
    const ask = bridge()?.jira?.isDashboardItemEditable;
    if (ask) ask.call(bridge().jira, resolve);
    else resolve(true);
  }),
  /** Rejects where Jira refuses, for example to somebody who may not edit the dashboard. */
  async save(chosen) {
    await bridge().request({ url: propertyUrl(), type: "PUT", contentType: "application/json", data: JSON.stringify(chosen) });
  },
};

useHost({ flag, room: () => bridge()?.resize?.(), open, address, gadget });

addEventListener("hashchange", () => say("address"));
addEventListener("load", () => say("ready"));
