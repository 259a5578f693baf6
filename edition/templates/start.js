// The script of a page comes when the page has been painted: nothing that is read waits for it.
{
  const { src } = document.currentScript.dataset;
  let begun;
  const begin = () => { begun ??= document.head.append(Object.assign(document.createElement("script"), { src })) ?? true; };
  if (self.PerformanceObserver?.supportedEntryTypes?.includes("paint")) new PerformanceObserver(begin).observe({ type: "paint", buffered: true });
  else requestAnimationFrame(() => setTimeout(begin));
}
