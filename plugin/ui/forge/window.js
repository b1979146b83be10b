/* Jira's window as Forge's bridge has it: flags, links, room beside a panel, what was chosen for a gadget. */

import { router, showFlag, view } from "@forge/bridge";

import { openBeside } from "./beside.js";

function flag({ title, body = "", type, action }, act) {
  const actions = action ? [{ text: action.label, onClick: () => { shown.close(); act(action.url); } }] : [];
  const shown = showFlag({ id: crypto.randomUUID(), title, description: body, type, isAutoDismiss: !action, actions });
  return true;
}

/** The frame may not lead Jira's page elsewhere by itself, so every link out of it is asked of Jira. */
function open({ issueKey, moduleKey, projectKey, url, isNewTab }) {
  const go = isNewTab ? router.open : router.navigate;
  if (issueKey) go({ target: "issue", issueKey });
  else if (moduleKey) go({ target: "module", moduleKey, ...(projectKey && { projectKey }) });
  else go(url);
  return true;
}

/** What this window offers, for useHost; `from` is the page in it, `beside` whether a panel may open a window of its own. */
export function forgeWindow(context, { from, address, isBeside }) {
  const gadget = {
    read: async () => context.extension?.gadgetConfiguration ?? {},
    // Jira opens the same bundle a second time for whoever configures a gadget.
    isEditable: async () => context.extension?.entryPoint === "edit",
    save: (chosen) => view.submit(chosen),
  };
  const aside = (url) => { openBeside(from, url); return true; };
  return { flag, open, address, gadget, ...(isBeside ? {} : { aside }) };
}
