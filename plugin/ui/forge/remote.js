/* The server's address where each site sets its own: whether it is set, and the form in which an administrator sets it. */

import { permissions } from "@forge/bridge";

const REMOTE = "backend";

/** {isOwn, address}: whether the site sets the address itself, and what it is, "" where none is set. */
export async function remoteHere() {
  try {
    const { results = [] } = (await permissions.remote.get({ keys: [REMOTE] })) ?? {};
    const remote = results.find(({ key }) => key === REMOTE);
    return { isOwn: Boolean(remote), address: remote?.configured?.endpoint ?? "" };
  } catch {
    return { isOwn: false, address: "" };
  }
}

/** What is wrong with an address, as the name of the words for it; "" for a good one. */
export function wrongWith(text) {
  if (!URL.canParse(text)) return "nonsense";
  const { protocol, pathname, search, hash, username, password } = new URL(text);
  if (protocol !== "https:") return "insecure";
  return pathname !== "/" || search || hash || username || password ? "path" : "";
}

/** Wires the form that stands in the page; `address` is the one that did not work, `onSet` goes on with the new one. */
export function wireForm(address, onSet) {
  const [form, field, error] = [document.querySelector("form.remote"), document.getElementById("remote-address"), document.getElementById("remote-error")];
  const complain = (what) => {
    error.textContent = what && document.querySelector(`[data-words=${what}]`).textContent;
    error.hidden = !what;
    field.toggleAttribute("aria-invalid", Boolean(what));
    if (what) field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", what ? "remote-hint remote-error" : "remote-hint");
    if (what) field.focus();
  };
  field.value = address;
  if (address) complain("unanswered");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = field.value.trim();
    const wrong = wrongWith(typed);
    complain(wrong);
    if (wrong) return;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await permissions.remote.set({ remotes: [{ key: REMOTE, configured: { endpoint: new URL(typed).origin } }] });
      onSet();
    } catch {
      button.disabled = false;
      complain("declined");
    }
  });
}
