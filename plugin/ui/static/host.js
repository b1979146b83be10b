/* The seam to the window around the page: modules ask `host()`, and Connect's bridge or Forge's shell answers. */

/** What a window may offer; where a method is missing or answers false, the page does without.
 *  flag(flag, act): shows {title, body, type, action: {label, url}}; `act(url)` carries the action out.
 *  room(): the content of a panel has another height now.
 *  open(place): leads to {issueKey, moduleKey, projectKey, url, isNewTab}.
 *  aside(url): shows a part with more room than a narrow page has; the page reloads when it is closed.
 *  address: hash(), show(hash), clear(): which drawer is open, for a link that can be sent.
 *  gadget: read(), save(object), isEditable(): what was chosen for one dashboard gadget; all answer with a promise.
 *  The window says `plumbline:ready` to the document once the page stands in it, `plumbline:address` when the reader moved. */
let current = { address: { hash: () => "", show: () => false, clear() {} } };

/** Takes the window around the page; connect.js calls it, and Forge's shell. */
export function useHost(given) {
  current = { ...current, ...given };
}

/** The window around the page. */
export function host() {
  return current;
}

/** Says one of the two words above. */
export function say(word) {
  document.dispatchEvent(new CustomEvent(`plumbline:${word}`));
}
