/* What Jira's page has in place before the Connect host bundle loads: the colour mode, feature gates and a scrap of AUI. */
(() => {
  "use strict";

  const root = document.documentElement;
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    if (root.dataset.themeChoice === "auto") root.dataset.colorMode = prefersDark.matches ? "dark" : "light";
  };
  paint();
  prefersDark.addEventListener("change", paint);

  // The bundle asks Jira's feature-gate service, which nobody runs here: every gate is known and closed.
  let gates;
  Object.defineProperty(window, "__FEATUREGATES_JS__", {
    configurable: true,
    get: () => gates,
    set(client) {
      client.initializeCompleted = () => true;
      client.checkGate = () => false;
      gates = client;
    },
  });

  // Jira's AMD loader, of which the bundle wants the analytics client: nothing is measured here.
  window.require = () => ({ emitGasV3() {} });

  // The bundle draws its own dialogs and buttons with jQuery and AUI. Ours come from dialogs.js and flags.js, so only what
  // the bundle calls regardless is answered here: looking elements up, their place, and the top layer when Escape is hit.
  const find = (target) => {
    if (target === window || target instanceof Element) return [target];
    if (typeof target !== "string") return [];
    try {
      return [...document.querySelectorAll(target)];
    } catch {
      return []; // jQuery's own selectors such as :visible
    }
  };
  const query = (target) => {
    const found = find(target);
    return Object.assign(found, {
      on: () => found,
      off: () => found,
      css: (rules) => (found.forEach((node) => node.style && Object.assign(node.style, rules)), found),
      width: () => (found[0] === window ? window.innerWidth : (found[0]?.clientWidth ?? 0)),
      height: () => (found[0] === window ? window.innerHeight : (found[0]?.clientHeight ?? 0)),
      scrollTop: () => window.scrollY,
      scrollLeft: () => window.scrollX,
      offset: () => {
        const box = found[0]?.getBoundingClientRect() ?? { top: 0, left: 0 };
        return { top: box.top + window.scrollY, left: box.left + window.scrollX };
      },
    });
  };
  window.AJS = { $: query, LayerManager: { global: { getTopLayer: () => null } } };
})();
