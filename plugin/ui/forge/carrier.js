/* Carries requests to the server inside JSON, since Forge's proxy takes nothing else: POST /forge/ui with an envelope. */

const PATH = "/forge/ui";
const LARGEST = 500_000;
const MOST_REDIRECTS = 5;
const FORM = "application/x-www-form-urlencoded;charset=UTF-8";
const EMPTY = new Set([204, 205, 304]);
const ELSEWHERE = "https://relative.invalid";

/** A carrier for transport.js over `invoke` (Forge's invokeRemote); `language` is what the reader speaks. It resolves with
 *  a Response whatever the server answered, and rejects where nobody answered or the request was given up. */
export function carrierOver(invoke, { language = null } = {}) {
  return async (url, { method = "GET", headers = {}, body = null, signal } = {}) => {
    let letter = { method, path: pathOf(url), ...contentsOf(headers, body, language) };
    for (let step = 0; step <= MOST_REDIRECTS; step += 1) {
      const response = await unlessAborted(signal, () => sent(invoke, letter));
      const next = redirected(letter, response);
      if (!next) return response;
      letter = next;
    }
    throw new TypeError("too many redirects");
  };
}

function pathOf(url) {
  const target = new URL(url, document.baseURI);
  if (target.origin !== location.origin) throw new TypeError("only our own server is asked");
  return target.pathname + target.search;
}

/** Headers and body as texts; a body of fields becomes a form's, as fetch would do it. */
function contentsOf(given, body, language) {
  const headers = Object.fromEntries(new Headers(given));
  if (language) headers["accept-language"] = language;
  if (body === null || body === undefined) return { headers, body: null };
  if (typeof body === "string") return { headers, body };
  if (!(body instanceof URLSearchParams || body instanceof FormData)) throw new TypeError("this body cannot be carried");
  if ([...body.values()].some((value) => typeof value !== "string" && value.size)) throw new TypeError("files cannot be carried");
  const fields = [...body].filter(([, value]) => typeof value === "string");
  return { headers: { ...headers, "content-type": FORM }, body: new URLSearchParams(fields).toString() };
}

async function sent(invoke, letter) {
  if (JSON.stringify(letter).length > LARGEST) return problem(413, null);
  try {
    return unpacked(await invoke({ path: PATH, method: "POST", headers: { "Content-Type": "application/json" }, body: letter }));
  } catch (error) {
    // The one refusal that Forge tells by rejecting: the server did not believe the invocation token.
    if (/invocation token/i.test(error?.message ?? "")) return problem(401, null);
    throw error;
  }
}

function unpacked(outer) {
  // Where the proxy had no answer to hand on, there is no status, or none of HTTP's.
  if (!(outer?.status >= 200)) throw new TypeError(outer?.message ?? "nobody answered");
  if (outer.status !== 200) return problem(outer.status, outer.body);
  // Forge's documents leave open whether a JSON answer comes as an object or as its text.
  const { status, headers, body, encoding } = (typeof outer.body === "string" ? JSON.parse(outer.body) : outer.body) ?? {};
  if (!Number.isInteger(status)) throw new TypeError("the answer is no envelope");
  return new Response(EMPTY.has(status) ? null : contentOf(body ?? "", encoding), { status, headers });
}

function contentOf(body, encoding) {
  return encoding === "base64" ? Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0)) : body;
}

/** What Forge or the envelope itself says, where the request never came to be answered. */
function problem(status, body) {
  const known = status >= 400 && status <= 599 ? status : 502;
  return new Response(JSON.stringify(body ?? {}), { status: known, headers: { "Content-Type": "application/problem+json" } });
}

/** Fetch follows redirects by itself; here it is ours to do. */
function redirected(letter, response) {
  const to = response.status > 300 && response.status < 309 && response.headers.get("Location");
  if (!to) return null;
  const target = new URL(to, ELSEWHERE + letter.path);
  if (target.origin !== ELSEWHERE) throw new TypeError("redirected to another server");
  const path = target.pathname + target.search;
  if (response.status === 307 || response.status === 308) return { ...letter, path };
  const { "content-type": _, ...headers } = letter.headers;
  return { method: letter.method === "HEAD" ? "HEAD" : "GET", path, headers, body: null };
}

/** Forge cannot call a request back; whoever gave it up does not wait for it. */
function unlessAborted(signal, start) {
  if (!signal) return start();
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    start().then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
