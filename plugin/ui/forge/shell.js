/* Starts the page that Forge shows: asks Jira where it stands, fetches that page from the server, and puts it here. */

import "./alone.js";
import { invokeRemote, view } from "@forge/bridge";
import "./plumbline/main.js";
import "htmx.org";

import modules from "./modules.json";
import { listenForClosing, openedBeside, placeInside } from "./beside.js";
import { carrierOver } from "./carrier.js";
import { addressOf, asked, liven, put } from "./page.js";
import { placesHere } from "./places.js";
import { useHost } from "./plumbline/host.js";
import { useCarrier } from "./plumbline/transport.js";
import { remoteHere, wireForm } from "./remote.js";
import { watchWhatIsSeen } from "./seen.js";
import { showState } from "./states.js";
import { forgeWindow } from "./window.js";

const ADMIN_PAGES = ["site-admin", "get-started"];

/** What this frame is: where it stands, which page belongs here, and what was opened beside it. */
async function place() {
  const context = await view.getContext();
  const beside = openedBeside(context);
  const places = await placesHere();
  const url = beside?.from ?? addressOf(modules, context, places.tab);
  return { context, beside, places, url };
}

function settle({ context, beside, places, url }) {
  useCarrier(carrierOver(invokeRemote, { language: context.locale?.replace("_", "-") }));
  useHost(forgeWindow(context, { from: url, address: places.address, isBeside: Boolean(beside) }));
  if (!beside) document.documentElement.dataset.aside = "";
  if (beside) listenForClosing();
  if (modules[context.moduleKey]?.fit === "page") watchWhatIsSeen();
}

/** Fetches and shows; an error page of the server's is shown as it is, with a way to try again where that may help. */
async function show(here) {
  const { beside, url } = here;
  const wanted = [url, ...(beside ? [beside.url] : [])];
  const answers = await Promise.all(wanted.map(asked));
  const failed = answers.find(({ failure }) => failure);
  if (failed) { await fail(failed.failure, here); return; }
  const refused = answers.find(({ status }) => status >= 400);
  const { page } = refused ?? answers[0];
  if (beside && !refused) placeInside(page, answers[1].page);
  put(page);
  liven();
  if (beside) document.querySelector("main h2, main h1")?.focus();
}

async function fail(failure, here) {
  const again = () => { showState("loading"); show(here); };
  const remote = failure === "unreached" ? await remoteHere() : { isOwn: false };
  if (remote.isOwn && ADMIN_PAGES.includes(here.context.moduleKey)) {
    showState("address");
    wireForm(remote.address, again);
  } else showState(remote.isOwn && !remote.address ? "unconfigured" : failure, again);
}

async function start() {
  view.theme.enable()?.catch?.(() => {});
  const here = await place();
  settle(here);
  if (here.url) await show(here);
  else showState("broken");
}

start().catch((problem) => {
  console.error(problem);
  showState("broken", () => location.reload());
});
