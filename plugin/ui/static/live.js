/* Follows changes: asks for the page's revision while the page is seen, and lets fragments reload without disturbing a person who types. */

import { send } from "./transport.js";
import { holdsUnsavedInput } from "./typing.js";

const EVERY_MS = 1200;
const LONGEST_MS = 30000;
const CHANGED = "plumbline:changed";

let timer = null;
let failures = 0;
let seen = null;
let followed = null;

async function look() {
  const place = document.querySelector("[data-live-url]");
  if (!place || document.visibilityState !== "visible") return;
  const url = place.dataset.liveUrl;
  if (url !== followed) {
    followed = url;
    seen = place.dataset.liveRevision || null;
  }
  try {
    const response = await send(url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(10000) });
    if (!response.ok) throw new Error(`revision answered ${response.status}`);
    notice(String((await response.json()).revision));
    failures = 0;
  } catch {
    failures += 1;
  }
  document.body.dataset.live = failures > 2 ? "lost" : "on";
}

function notice(revision) {
  const isNew = seen !== null && seen !== revision;
  seen = revision;
  if (isNew) document.body.dispatchEvent(new CustomEvent(CHANGED, { detail: { revision } }));
}

async function follow() {
  clearTimeout(timer);
  await look();
  clearTimeout(timer);
  timer = setTimeout(follow, Math.min(EVERY_MS * 2 ** failures, LONGEST_MS));
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && follow());
addEventListener("online", follow);
document.addEventListener("plumbline:ready", follow);

/* --- Reloading around a person --- */

const waiting = new Map();

function isRefresh(context) {
  return context.sourceEvent?.type === CHANGED;
}

function placeOf(context) {
  return context.target instanceof Element ? context.target : context.sourceElement;
}

/** Puts a reload off until the person has finished, and says so where they are. */
function putOff(context) {
  const place = placeOf(context);
  if (waiting.has(place)) return;
  const note = document.getElementById("notice-stale")?.content.firstElementChild.cloneNode(true);
  waiting.set(place, { context, note });
  if (!note) return;
  note.querySelector("button").addEventListener("click", () => release(place));
  place.prepend(note);
}

function release(place) {
  const { context, note } = waiting.get(place);
  waiting.delete(place);
  note?.remove();
  place.querySelectorAll("form").forEach((form) => form.reset());
  const { sourceElement: source, swap, request } = context;
  if (source.isConnected) globalThis.htmx.ajax("GET", request.action, { source, target: place, swap, event: new CustomEvent(CHANGED) });
}

/** Reloads what waits and holds nothing unsaved any more: a form was sent, reset, or its text taken back. */
function catchUp() {
  for (const place of waiting.keys()) {
    if (!place.isConnected) waiting.delete(place);
    else if (!holdsUnsavedInput(place)) release(place);
  }
}

for (const moment of ["htmx:before:request", "htmx:before:swap"]) {
  document.addEventListener(moment, (event) => {
    const { ctx } = event.detail;
    if (!isRefresh(ctx) || !holdsUnsavedInput(placeOf(ctx))) return;
    event.preventDefault();
    putOff(ctx);
  });
}

// A reload closes nothing that a person has opened.
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  if (isRefresh(ctx)) ctx.opened = [...placeOf(ctx).querySelectorAll("details[open][id]")].map((details) => details.id);
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  for (const id of ctx.opened ?? []) document.getElementById(id)?.setAttribute("open", "");
  catchUp();
});
document.addEventListener("focusout", () => setTimeout(catchUp));
document.addEventListener("reset", () => setTimeout(catchUp));
