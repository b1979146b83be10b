/* The page's place in Jira's address, so that it can be sent: the path is the tab, the hash is the open drawer. */

import { view } from "@forge/bridge";

import { say } from "./plumbline/host.js";

/** The places of this window; a panel, a gadget or a modal has none, and opens drawers without an address. */
export async function placesHere() {
  try {
    return new Places(await view.createHistory());
  } catch {
    return { tab: "", address: memory() };
  }
}

/** The open drawer, remembered only as long as the frame lives. */
function memory() {
  let hash = "";
  return { hash: () => hash, show: (given) => { hash = given; return true; }, clear: () => { hash = ""; } };
}

const currentTab = () => document.querySelector(".tabs [aria-current=page]");

class Places {
  #history;
  #at;

  constructor(history) {
    this.#history = history;
    this.#at = this.#read(history.location);
    history.listen((moved) => this.#follow(this.#read(moved.location ?? moved)));
    document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx.target?.id === "view" && this.#tell());
  }

  /** The tab that the address names, "" for the first one. */
  get tab() {
    return this.#at.tab;
  }

  get address() {
    return {
      hash: () => this.#at.hash,
      show: (hash) => { this.#go("push", { ...this.#at, hash }); return true; },
      clear: () => this.#at.hash && this.#go("replace", { ...this.#at, hash: "" }),
    };
  }

  #read({ pathname = "", hash = "" }) {
    return { tab: decodeURIComponent(pathname.replace(/^\/+|\/+$/g, "")), hash };
  }

  #go(how, at) {
    this.#at = at;
    this.#history[how](`/${encodeURIComponent(at.tab)}${at.hash}`);
  }

  /** The reader went back or forth, or typed another address: the tab first, since a drawer's link may stand in it. */
  async #follow(at) {
    const { tab, hash } = this.#at;
    if (at.tab === tab && at.hash === hash) return;
    this.#at = at;
    if (at.tab !== tab) await this.#open(at.tab);
    say("address");
  }

  async #open(tab) {
    const link = document.getElementById(`tab-${tab}`) ?? document.querySelector(".tabs a");
    if (!link) return;
    const [target, swap] = [link.getAttribute("hx-target"), link.getAttribute("hx-swap")];
    await globalThis.htmx.ajax("GET", link.getAttribute("hx-get"), { source: link, target, swap });
  }

  /** Another tab was opened by hand: the address follows. */
  #tell() {
    const link = currentTab();
    if (!link) return;
    const tab = link.matches(":first-child") ? "" : link.id.replace("tab-", "");
    if (tab !== this.#at.tab) this.#go("push", { tab, hash: "" });
  }
}
