/* Keeps a drawer where the reader is: Forge makes a page's frame as high as its content, and Jira's page scrolls around it. */

const STEPS = Array.from({ length: 201 }, (_, step) => step / 200);

/** From now on the visible part of the frame is known to the stylesheet, as --seen-start and --seen-size. */
export function watchWhatIsSeen() {
  const root = document.documentElement;
  const whole = document.createElement("div");
  whole.className = "whole-frame";
  root.append(whole);
  const watcher = new IntersectionObserver((entries) => {
    const { top, height } = entries.at(-1).intersectionRect;
    if (!height) return;
    root.style.setProperty("--seen-start", `${top}px`);
    root.style.setProperty("--seen-size", `${height}px`);
  }, { threshold: STEPS });
  // A frame that grew while all of it was seen tells nothing by itself: it is watched anew.
  new ResizeObserver(() => { watcher.unobserve(whole); watcher.observe(whole); }).observe(whole);
}
