;/* Appended to the npm package's all.js: what Jira's own copy carries on the frame's side. */
(() => {
  "use strict";
  const AP = window.AP;
  if (!AP || !AP._data || !AP._data.origin) return; // not inside a host page

  // Functions cannot cross frames, so callbacks of AP.request are kept here and called when the promise settles.
  const ask = AP.request;
  if (ask) {
    AP.request = (target, given) => {
      const { success, error, ...options } = typeof target === "string" ? { ...given, url: target } : target;
      const answer = ask(options);
      if (success || error) {
        answer.then(
          ({ body, xhr }) => success?.(body, xhr.statusText, xhr),
          (failure) => error?.(failure.xhr, failure.xhr?.statusText, failure.err),
        );
      }
      return answer;
    };
  }

  if (AP.history) {
    const listeners = [];
    AP.register({ history_popstate: (event) => listeners.forEach((listener) => listener(event)) });
    AP.history.popState = (listener) => listeners.push(listener);
  }
})();
