/* The one place through which every request goes: it says who is asking, tries once more with a new token, and puts failure into words. */

import { showFailure, clearFailure } from "./failures.js";

const FAILURES = new Map([[401, "401"], [403, "403"], [404, "404"], [409, "409"], [412, "409"], [413, "413"], [429, "429"]]);

let carry = null;

/** Lets another host carry all requests: `carrier(url, {method, headers, body, signal})` resolves with a Response. Forge's shell uses it. */
export function useCarrier(carrier) {
  carry = carrier;
}

/** Sends a request to our own origin with the user's token; rejects only where there was no answer. */
export async function send(url, { method = "GET", headers = {}, body = null, signal } = {}) {
  const request = { method, headers: { ...headers }, body, signal };
  if (carry) return carry(url, request);
  const response = await attempt(url, request);
  return response.status === 401 && hasBridge() ? attempt(url, request) : response;
}

function hasBridge() {
  return typeof globalThis.AP?.context?.getToken === "function";
}

async function attempt(url, request) {
  if (new URL(url, document.baseURI).origin !== location.origin) throw new TypeError("the token is for our own origin only");
  const headers = { ...request.headers };
  if (hasBridge()) headers.Authorization = `JWT ${await orAborted(globalThis.AP.context.getToken(), request.signal)}`;
  return fetch(url, { ...request, headers, credentials: "same-origin", mode: "same-origin", redirect: "follow" });
}

/** The bridge never answers where its host is gone; a request that is given up must not wait for it. */
function orAborted(promise, signal) {
  if (!signal) return promise;
  return Promise.race([promise, new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }))]);
}

/** Which failure an answer is, or null: a 422 with a fragment is a form to show, and a server that retargets has its own words. */
function failureOf(response) {
  if (response.status < 400) return null;
  if (response.headers.has("HX-Retarget") || response.headers.has("HX-Reswap")) return null;
  const isFragment = (response.headers.get("Content-Type") ?? "").includes("text/html");
  if (isFragment && (response.status === 400 || response.status === 422)) return null;
  return FAILURES.get(response.status) ?? (response.status >= 500 ? "500" : "400");
}

async function detailOf(response) {
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return "";
  const problem = await response.json().catch(() => null);
  return typeof problem?.detail === "string" ? problem.detail : "";
}

/** What htmx gets instead of a failed answer: the status, and nothing to swap. */
function nothing(status) {
  return new Response(null, { status, headers: { "HX-Reswap": "none" } });
}

async function deliver(context, url, init) {
  let response;
  try {
    response = await send(url, init);
  } catch (error) {
    if (init.signal?.aborted && init.signal.reason !== "timeout") throw error;
    showFailure(context, "network");
    return nothing(503);
  }
  const failure = failureOf(response);
  if (failure === null) {
    clearFailure(context);
    return response;
  }
  showFailure(context, failure, { detail: await detailOf(response), reference: response.headers.get("X-Request-Id") });
  return nothing(response.status);
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  // The frame's address carries a token in its query, and a header would carry that into logs.
  delete ctx.request.headers["HX-Current-URL"];
  ctx.fetch = (url, init) => deliver(ctx, url, init);
});
