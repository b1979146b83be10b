/* The app's iframes: made through the Connect host bundle, sized as the app asks, remembered with what they look at. */

const known = new Map();

/** What the frame with this extension id looks at: {issue, project, …}; empty for an unknown id. */
export function contextOf(extensionId) {
  return known.get(extensionId)?.context ?? {};
}

/** Puts an iframe of the app into `holder`. `frame` is {addonKey, key, url, moduleType, fullPage, context, options}. */
export function embed(holder, frame) {
  const { iframeAttributes } = window.connectHost.createExtension({
    addon_key: frame.addonKey,
    key: frame.key,
    url: frame.url,
    options: {
      noDOM: true, // the bundle reads this spelling too before it looks for jQuery
      autoresize: true,
      hostOrigin: window.location.origin,
      isFullPage: Boolean(frame.fullPage),
      moduleType: frame.moduleType,
      productContext: frame.context,
      ...frame.options,
    },
  });
  const iframe = document.createElement("iframe");
  iframe.title = frame.title;
  iframe.referrerPolicy = "no-referrer";
  iframe.className = frame.fullPage ? "app-frame app-frame-page" : "app-frame";
  for (const [name, value] of Object.entries(iframeAttributes)) iframe.setAttribute(name, value);
  known.set(iframeAttributes.id, { iframe, context: frame.context });
  holder.replaceChildren(iframe);
  return iframe;
}

/** Fills every holder that the server left on the page. */
export function embedAll() {
  for (const holder of document.querySelectorAll("[data-frame]")) embed(holder, JSON.parse(holder.dataset.frame));
}

function dimension(value) {
  return typeof value === "number" || /^\d+$/.test(value) ? `${value}px` : value;
}

/** Lets the app size its frames, as Jira does in place of the bundle's jQuery. */
export function obeySizes() {
  window.connectHost.registerProvider("addon", {
    resize(width, height, context) {
      const iframe = known.get(context.extension_id)?.iframe;
      if (!iframe || context.extension.options.isDialog || iframe.classList.contains("app-frame-filled")) return;
      if (width) iframe.style.width = dimension(width);
      if (height) iframe.style.height = dimension(height);
    },
    sizeToParent(hideFooter, context) {
      const iframe = known.get(context.extension_id)?.iframe;
      if (context.extension.options.isFullPage) iframe?.classList.add("app-frame-filled");
    },
  });
  window.connectHost.onIframeEstablished(({ extension }) => {
    known.get(extension.id)?.iframe.setAttribute("data-bridge", "established");
  });
}
