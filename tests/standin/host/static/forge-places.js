/* Places: where the page's own address keeps what a Forge page puts into its history, and where Jira's targets lead. */

const PATH = "path";

/** Where the frame's history is: its path stands in the query, its hash is the page's own. */
export function place() {
  const path = new URLSearchParams(window.location.search).get(PATH) ?? "/";
  const { pathname, search } = new URL(path, "https://frame.invalid");
  return { pathname, search, hash: window.location.hash, state: null, key: "standin" };
}

/** Puts a step of the frame's history into the page's address; `how` is push, replace, or go by so many steps. */
export function record(how, to) {
  if (how === "go") {
    window.history.go(to);
    return;
  }
  const { pathname, search, hash } = new URL(to, "https://frame.invalid");
  const url = new URL(window.location);
  if (pathname + search === "/") url.searchParams.delete(PATH);
  else url.searchParams.set(PATH, pathname + search);
  url.hash = hash;
  window.history[how === "push" ? "pushState" : "replaceState"](null, "", url);
}

/** Calls `listener` with the place when the reader goes back or forth, or edits the address. */
export function tellOfMoves(listener) {
  window.addEventListener("popstate", () => listener(place()));
}

const TARGETS = {
  issue: ({ issueKey }) => `/browse/${issueKey}`,
  projectSettingsDetails: ({ projectKey }) => `/projects/${projectKey}/settings`,
  dashboard: () => "/dashboard",
};

function addressOf(places, target) {
  if (target.url) return target.url;
  if (target.target === "module") {
    const known = places[target.moduleKey];
    if (!known || (known.includes("{project}") && !target.projectKey)) throw new Error(`No place is known for ${target.moduleKey}.`);
    return known.replace("{project}", target.projectKey);
  }
  if (!TARGETS[target.target]) throw new Error(`The stand-in has no page for ${target.target}.`);
  return TARGETS[target.target](target);
}

/** Leads the whole page, or a new tab, to an address or one of Jira's targets. */
export function navigate(places, target) {
  const url = new URL(addressOf(places, target), window.location);
  if (!["http:", "https:"].includes(url.protocol)) throw new Error("Only pages can be opened.");
  const theme = new URLSearchParams(window.location.search).get("theme");
  if (theme && url.origin === window.location.origin) url.searchParams.set("theme", theme);
  if (target.type === "new-tab") window.open(url, "_blank", "noopener");
  else window.location.assign(url);
}
