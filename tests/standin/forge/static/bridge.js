/* What Forge puts in front of a Custom UI: `__bridge.callBridge`, answered by the page around the frame over one channel. */
(() => {
  "use strict";

  const { port1: port, port2: theirs } = new MessageChannel();
  const waiting = new Map();
  const callbacks = new Map();
  let last = 0;
  let history = null;

  /* Functions cannot cross frames: they stay here under a number by which the host calls them. */
  const crossing = (value) => {
    if (typeof value === "function") {
      callbacks.set(++last, value);
      return { __callback: last };
    }
    if (Array.isArray(value)) return value.map(crossing);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, crossing(one)]));
  };

  const ask = (name, payload) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      port.postMessage({ id: last, name, payload: crossing(payload) });
    });

  /* The page's history as Forge's own: at once here, and then in the address of the page around. */
  function makeHistory(location) {
    const listeners = new Set();
    const go = (how) => (to) => {
      const { pathname, search, hash } = new URL(typeof to === "string" ? to : `${to.pathname ?? ""}${to.search ?? ""}${to.hash ?? ""}`, "https://frame.invalid");
      moved({ pathname, search, hash, state: null, key: String(++last) }, how.toUpperCase());
      ask("history", { how, to: `${pathname}${search}${hash}` });
    };
    const step = (steps) => { ask("history", { how: "go", to: steps }); };
    const made = { location, action: "POP", push: go("push"), replace: go("replace"), go: step, goBack: () => step(-1), goForward: () => step(1) };
    made.listen = (listener) => { listeners.add(listener); return () => listeners.delete(listener); };
    made.createHref = (to) => `${to.pathname ?? ""}${to.search ?? ""}${to.hash ?? ""}`;
    const moved = (place, action) => {
      made.location = place;
      made.action = action;
      listeners.forEach((listener) => listener(place, action));
    };
    return { made, moved };
  }

  function paint({ colorMode, sheets }) {
    const { documentElement: root, head } = document;
    Object.assign(root.dataset, { colorMode, theme: "light:light dark:dark spacing:spacing" });
    for (const href of sheets) {
      if (head.querySelector(`link[href="${CSS.escape(href)}"]`)) continue;
      head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    }
  }

  const here = {
    async createHistory() {
      history ??= makeHistory(await ask("createHistory"));
      return history.made;
    },
    async enableTheming() {
      paint(await ask("enableTheming"));
    },
  };

  port.onmessage = ({ data }) => {
    if (data.callback) callbacks.get(data.callback)?.(...data.given);
    else if (data.event === "moved") history?.moved(data.place, "POP");
    else if (data.event === "painted") paint(data.theme);
    else {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if ("error" in data) reject(new Error(data.error));
      else resolve(data.value);
    }
  };

  window.__bridge = { callBridge: (name, payload) => (name in here ? here[name]() : ask(name, payload)) };
  window.parent.postMessage({ standin: "forge" }, "*", [theirs]);

  /* Forge gives a frame the height of its content. */
  new ResizeObserver(([{ target }]) => {
    port.postMessage({ height: Math.ceil(target.getBoundingClientRect().height) });
  }).observe(document.documentElement);
})();
