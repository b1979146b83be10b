/* What a Forge frame learns through the server: where it stands, and what the app's remote answers. */

/** What `view.getContext()` answers in this frame. */
export async function contextOf(frame) {
  const { gadgetConfiguration, modal, ...asked } = placeOf(frame);
  const answer = await fetch(`/host/forge/context?${new URLSearchParams(asked)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The stand-in answered ${answer.status} for the context of ${frame.key}.`);
  const context = await answer.json();
  Object.assign(context.extension, gadgetConfiguration && { gadgetConfiguration }, modal && { modal });
  return context;
}

/** One `invokeRemote`: {success, payload} or {success, error}. */
export async function invoked(frame, { invokeType, ...input }) {
  if (invokeType !== "ui-remote-fetch") throw new Error(`The stand-in invokes remotes only, not ${invokeType}.`);
  const answer = await fetch("/host/forge/invoke", {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    body: JSON.stringify({ ...placeOf(frame), input }),
  });
  if (!answer.ok) throw new Error(`The stand-in answered ${answer.status} to an invocation of ${frame.key}.`);
  return answer.json();
}

function placeOf({ key, context, entryPoint, modal }) {
  const place = { module: key, ...context };
  if (!context.gadget) return modal ? { ...place, modal } : place;
  return { ...place, entryPoint, gadgetConfiguration: kept(context.gadget) ?? {} };
}

const name = (gadget) => `standin-gadget-${gadget}`;

/** What was chosen for a gadget of this site's dashboard, null where nothing was. */
export function kept(gadget) {
  return JSON.parse(localStorage.getItem(name(gadget)));
}

/** Keeps what was chosen for a gadget. */
export function keep(gadget, chosen) {
  localStorage.setItem(name(gadget), JSON.stringify(chosen));
}
