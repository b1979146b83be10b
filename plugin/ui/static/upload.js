/* Files to hand over: read here and sent in parts as text through the transport, since Forge carries small texts only. */

import { send } from "./transport.js";

const PART = 300_000;

/** Bytes as text that needs no further escaping in a form. */
function textOf(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_");
}

async function post(url, fields) {
  const response = await send(url, { method: "POST", body: new URLSearchParams(fields) });
  if (response.ok) return response;
  const problem = await response.json().catch(() => null);
  throw new Error(problem?.errors?.[0]?.detail ?? problem?.detail ?? String(response.status));
}

async function handOver(form, file) {
  const bar = form.querySelector(".progress");
  bar.hidden = false;
  const begun = await (await post(form.dataset.upload, { name: file.name })).json();
  const parts = Math.max(1, Math.ceil(file.size / PART));
  for (let number = 0; number < parts; number += 1) {
    const held = new Uint8Array(await file.slice(number * PART, (number + 1) * PART).arrayBuffer());
    await post(begun.part, { number: String(number), held: textOf(held) });
    bar.querySelector("progress").value = (number + 1) / parts;
  }
  await globalThis.htmx.ajax("GET", begun.next, { source: form, target: "#risks-tab", swap: "outerHTML" });
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (!form) return;
  event.preventDefault();
  const file = form.querySelector("input[type=file]").files[0];
  const told = form.querySelector("[data-upload-problem]");
  told.hidden = true;
  if (!file) return form.querySelector("input[type=file]").focus();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    await handOver(form, file);
  } catch (error) {
    told.textContent = error.message;
    told.hidden = false;
    form.querySelector(".progress").hidden = true;
  } finally {
    button.disabled = false;
  }
});
