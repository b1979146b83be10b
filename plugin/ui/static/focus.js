/* Puts the cursor where a new fragment wants it: browsers refuse the autofocus attribute in a frame of another origin. */

document.addEventListener("htmx:after:swap", () => {
  const wanted = document.querySelector("[data-focus]");
  if (!wanted) return;
  wanted.removeAttribute("data-focus");
  wanted.focus();
});
