/* Calls to the stand-in's own routes, so that the other modules need not know addresses. */

const CONTEXT = ["issue", "project", "board", "sprint", "version"];

/** Query string that names what a frame is looking at. */
function contextQuery(context, extra = {}) {
  const query = new URLSearchParams(extra);
  for (const name of CONTEXT) if (context?.[name]) query.set(name, context[name]);
  return query.toString();
}

async function json(path, init) {
  const answer = await fetch(path, { headers: { Accept: "application/json" }, ...init });
  if (!answer.ok) throw new Error(`The stand-in answered ${answer.status} to ${path}.`);
  return answer.json();
}

/** A context token for the user of this page, as a string. */
export async function contextToken(context) {
  return (await json(`/host/token?${contextQuery(context)}`)).token;
}

/** What AP.context.getContext() answers for a frame. */
export function productContext(context) {
  return json(`/host/context?${contextQuery(context)}`);
}

/** A fresh signed address for a module of the app; `custom` fills {ac.name} in its URL. */
export async function frameAddress(moduleKey, context, custom = {}) {
  return (await json(`/host/frame?${contextQuery(context, { module: moduleKey, custom: JSON.stringify(custom) })}`)).url;
}

/** The user of this page: account id, time zone and locale. */
export function currentUser() {
  return json("/host/user");
}

/** Jira's REST API as the user of this page; resolves with {status, body} whatever the status. */
export async function restAsUser(path, { type = "GET", data, contentType, headers = {} } = {}) {
  const target = new URL(path, window.location.origin);
  if (target.origin !== window.location.origin || !target.pathname.startsWith("/rest/")) {
    throw new Error(`AP.request reaches Jira's REST API only, not ${path}.`);
  }
  const sent = new Headers({ Accept: "application/json", "X-Standin-Session": (await currentUser()).session });
  for (const name of ["Accept", "If-Match", "If-None-Match"]) if (headers[name]) sent.set(name, headers[name]);
  if (data !== undefined) sent.set("Content-Type", contentType ?? "application/json");
  const body = data === undefined || typeof data === "string" ? data : JSON.stringify(data);
  const answer = await fetch(target, { method: type.toUpperCase(), headers: sent, body });
  return { status: answer.status, body: await answer.text() };
}

/** Makes one thing happen in Jira and resolves with the sentence that says what. */
export async function happen(what) {
  return json(`/happens/${encodeURIComponent(what)}`, { method: "POST" });
}
