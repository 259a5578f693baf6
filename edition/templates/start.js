// The script of a page comes when the page has been painted: nothing that is read waits for it.
{
  const { src } = document.currentScript.dataset;
  let pause = 0;
  const ask = () => document.head.append(Object.assign(document.createElement("script"), { src, onerror: again }));
  // the line has failed: once more, later and later
  const again = () => setTimeout(ask, (pause = 2 * pause + 1000));
  if (self.PerformanceObserver?.supportedEntryTypes?.includes("paint")) {
    new PerformanceObserver((_, observer) => { observer.disconnect(); ask(); }).observe({ type: "paint", buffered: true });
  } else requestAnimationFrame(() => setTimeout(ask));
}
