/* The bridge modules that Jira adds to the host bundle: request, context, user, jira, navigator, history, location. */

import { contextOf } from "./frames.js";
import { refresh } from "./live.js";
import { contextToken, currentUser, productContext, restAsUser } from "./server.js";

/** Marks the methods that answer with a promise, in the way the bundle looks for. */
function promising(methods) {
  for (const method of Object.values(methods)) method.returnsPromise = true;
  return methods;
}

const withTheme = (path) => {
  const theme = new URLSearchParams(window.location.search).get("theme");
  return theme ? `${path}${path.includes("?") ? "&" : "?"}theme=${theme}` : path;
};

// Targets of AP.navigator.go() that the stand-in has a page for.
const PLACES = {
  dashboard: () => "/",
  site: (to) => to.relativeUrl ?? "/",
  issue: (to) => `/browse/${to.issueKey}`,
  projectAdminSummary: (to) => `/projects/${to.projectKey}/settings`,
  projectAdminTabPanel: (to) => `/projects/${to.projectKey}/settings?selectedItem=${to.addonKey}__${to.moduleKey}`,
  addonModule: (to, addonKey) => {
    const item = `${to.addonKey ?? addonKey}__${to.moduleKey}`;
    const project = to.context?.projectKey ?? to.projectKey;
    return project ? `/projects/${project}?selectedItem=${item}` : `/plugins/servlet/ac/${item.replace("__", "/")}`;
  },
};

const onEveryFrame = {
  getLocation(callback) {
    callback(window.location.href);
  },
  sizeToParent(hideFooter, callback) {
    window.connectHost.getProvider("addon").sizeToParent(hideFooter, callback._context);
  },
  hideFooter(hide, callback) {
    // There is no footer here.
  },
};

const request = {
  async request(target, given, callback) {
    const options = typeof target === "string" ? { ...given, url: target } : target;
    const { status, body } = await restAsUser(options.url, options);
    const xhr = { status, statusText: String(status), responseText: body };
    if (status >= 200 && status < 300) return { body, xhr };
    return Promise.reject({ body, err: `Jira answered ${status}`, xhr });
  },
};

const context = {
  async getToken(callback) {
    return contextToken(contextOf(callback._context.extension_id));
  },
  async getContext(callback) {
    return productContext(contextOf(callback._context.extension_id));
  },
};

const user = {
  async getCurrentUser(callback) {
    return { atlassianAccountId: (await currentUser()).accountId };
  },
  async getTimeZone(callback) {
    return (await currentUser()).timeZone;
  },
  async getLocale(callback) {
    return (await currentUser()).locale;
  },
};

const jira = {
  refreshIssuePage(callback) {
    refresh();
  },
  isNativeApp(callback) {
    callback(false);
  },
  isDashboardItemEditable(callback) {
    callback(true); // the one dashboard is everybody's
  },
};

const navigator = {
  go(target, to, callback) {
    const place = PLACES[target];
    if (place) window.location.assign(withTheme(place(to ?? {}, callback._context.extension.addon_key)));
  },
  getLocation(callback) {
    const shown = contextOf(callback._context.extension_id);
    callback({ target: shown.issue ? "issue" : "addonmodule", context: shown });
  },
  reload(callback) {
    window.location.reload();
  },
};

const state = () => decodeURIComponent(window.location.hash.replace(/^#!?/, ""));
const at = (value) => `${window.location.pathname}${window.location.search}#!${encodeURIComponent(value)}`;

const history = {
  getState(type, callback) {
    callback(state());
  },
  pushState(value, callback) {
    window.history.pushState(null, "", at(value));
  },
  replaceState(value, callback) {
    window.history.replaceState(null, "", at(value));
  },
  go(delta, callback) {
    window.history.go(delta);
  },
};

/** Adds all of them, and tells page modules when the reader goes back or forth. */
export function defineProductModules() {
  window.connectHost.defineModule(onEveryFrame);
  window.connectHost.defineModule(promising(request));
  window.connectHost.defineModule("context", promising(context));
  window.connectHost.defineModule("user", promising(user));
  window.connectHost.defineModule("jira", jira);
  window.connectHost.defineModule("navigator", navigator);
  window.connectHost.defineModule("history", history);
  window.addEventListener("popstate", () => {
    const pages = (registered) => registered.extension.options.isFullPage;
    window.connectHost.broadcastEvent("history_popstate", pages, { newState: state() });
  });
}
