/* Files to take away: fetched through the transport, since a plain link would carry no token, then handed to the browser. */

import { send } from "./transport.js";
import { showFailure } from "./failures.js";

function nameOf(response, url) {
  const named = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "");
  return named ? named[1] : new URL(url, document.baseURI).pathname.split("/").at(-1);
}

async function download(link) {
  const context = { sourceElement: link, target: link, request: { method: "DOWNLOAD" } };
  const response = await send(link.href).catch(() => null);
  if (!response?.ok) {
    showFailure(context, response ? { 403: "403", 404: "404" }[response.status] ?? "500" : "network");
    return;
  }
  const address = URL.createObjectURL(await response.blob());
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = nameOf(response, link.href);
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-download]");
  if (!link) return;
  event.preventDefault();
  download(link);
});
