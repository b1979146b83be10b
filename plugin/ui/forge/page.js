/* Takes a page that the server made out of its answer and puts it into this document. */

import { send } from "./plumbline/transport.js";
import { say } from "./plumbline/host.js";

/** The address of a module's page, its placeholders filled from where it stands; null for a module without a page. */
export function addressOf(modules, { moduleKey, extension = {} }, tab = "") {
  const template = modules[moduleKey]?.path;
  if (!template) return null;
  const known = { ...extension, dashboardItem: extension.gadget };
  const path = template.replace(/\{(\w+)\.(\w+)\}/g, (_, thing, name) => encodeURIComponent(known[thing]?.[name] ?? ""));
  return tab ? `${path}${path.includes("?") ? "&" : "?"}tab=${encodeURIComponent(tab)}` : path;
}

/** Asks for a page or a part of one: {page: Document, status}, or {failure: "refused" | "broken" | "unreached"}. */
export async function asked(url) {
  let response;
  try {
    response = await send(url, { headers: { Accept: "text/html" } });
  } catch {
    return { failure: "unreached" };
  }
  const { status } = response;
  if ((response.headers.get("Content-Type") ?? "").includes("text/html")) {
    return { page: new DOMParser().parseFromString(await response.text(), "text/html"), status };
  }
  if (status === 401) return { failure: "refused" };
  return { failure: status >= 502 && status <= 504 ? "unreached" : "broken" };
}

/** Puts the page in place of what stands here: language, direction, room, title and body. */
export function put(page) {
  const root = document.documentElement;
  const { lang, dir, dataset } = page.documentElement;
  root.lang = lang || "en";
  root.dir = dir || "ltr";
  if (dataset.fit) root.dataset.fit = dataset.fit;
  else delete root.dataset.fit;
  document.title = page.title;
  for (const name of Object.keys(document.body.dataset)) delete document.body.dataset[name];
  Object.assign(document.body.dataset, page.body.dataset);
  document.body.replaceChildren(...page.body.childNodes);
}

/** Lets htmx and our modules take up what was put. */
export function liven() {
  globalThis.htmx.process(document.body);
  say("ready");
}
