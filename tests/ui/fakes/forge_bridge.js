/* A stand-in for Forge's bridge: answers what `forgeSetup` says, notes what was asked, and lets a test be Jira's address. */

(() => {
  const setup = { context: {}, history: null, remotes: null, ...globalThis.forgeSetup };
  const asked = (globalThis.asked = []);
  const heard = [];
  const jira = (globalThis.jira = { entries: [setup.history ?? "/"], at: 0, modal: null });

  const placeOf = (text) => {
    const { pathname, hash } = new URL(text, "https://jira.invalid");
    return { pathname, hash, search: "", key: String(jira.at) };
  };
  const history = {
    location: placeOf(jira.entries[0]),
    listen: (listener) => heard.push(listener),
    push(text) {
      jira.entries = [...jira.entries.slice(0, jira.at + 1), text];
      jira.go(1);
    },
    replace(text) {
      jira.entries[jira.at] = text;
      jira.go(0);
    },
  };
  jira.go = (steps) => {
    jira.at += steps;
    const place = placeOf(jira.entries[jira.at]);
    heard.forEach((listener) => listener(place, "POP"));
  };
  jira.visit = (text) => history.push(text);
  jira.address = () => jira.entries[jira.at];

  const answers = {
    getContext() {
      if (!setup.context) throw new Error("the frame is nowhere");
      return structuredClone(setup.context);
    },
    enableTheming: () => Object.assign(document.documentElement.dataset, { colorMode: setup.theme ?? "light", theme: "light:light dark:dark" }),
    createHistory() {
      if (setup.history === null) throw new Error("this module has no address of its own");
      return history;
    },
    async invoke(input) {
      const answer = await fetch("/host/invoke", { method: "POST", body: JSON.stringify(input), headers: { "Content-Type": "application/json" } });
      return answer.json();
    },
    showFlag(flag) {
      jira.flag = flag;
      return true;
    },
    closeFlag: () => true,
    navigate: () => undefined,
    openModal(modal) {
      jira.modal = modal;
      return true;
    },
    close: () => true,
    submit: () => true,
    __permission__remoteGet() {
      if (!setup.remotes) throw new Error("this app has no remote to set");
      return { results: setup.remotes };
    },
    __permission__remoteSet({ remotes }) {
      if (setup.declines) throw new Error("declined");
      setup.remotes = remotes;
      return fetch("/host/reach", { method: "POST" });
    },
  };

  globalThis.__bridge = {
    async callBridge(name, payload) {
      if (name !== "invoke") asked.push([name, payload && JSON.parse(JSON.stringify(payload))]);
      if (!(name in answers)) throw new Error(`the bridge has no ${name}`);
      return answers[name](payload);
    },
  };
})();
