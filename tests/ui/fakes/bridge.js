/* A stand-in for Atlassian's bridge: hands out numbered tokens and notes what the page asked of it. */

(() => {
  let tokens = 0;
  const asked = [];
  globalThis.asked = asked;
  globalThis.AP = {
    context: { getToken: () => Promise.resolve(`token-${++tokens}`) },
    theming: { initializeTheming: () => asked.push("theming") },
    flag: { create: (options) => asked.push(`flag: ${options.title}`) },
    navigator: { go: (target, { issueKey }) => asked.push(`${target} ${issueKey}`) },
    events: { on: () => {} },
    resize: () => asked.push("resize"),
  };
})();
