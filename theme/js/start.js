// What the reader has chosen (layout.js), before anything is painted: what this browser keeps, or what the address asks for.
{
  let kept = "";
  // a reader may forbid it
  try { kept = localStorage.view ?? ""; } catch {}
  for (const [name, value] of [...new URLSearchParams(kept), ...new URLSearchParams(location.search)]) {
    if (/^(layout|notes|size|colours|contrast)$/.test(name)) document.documentElement.dataset[name] = value;
  }
}
// The script of a page comes when the page stands: nothing that is read waits for it.
{
  const { src } = document.currentScript.dataset;
  let pause = 0;
  const ask = () => document.head.append(Object.assign(document.createElement("script"), { src, onerror: again }));
  // the line has failed: once more, later and later
  const again = () => setTimeout(ask, (pause = 2 * pause + 1000));
  // After the first paint, which follows `load`; not every browser and state of a page has an entry of it (w3c/paint-timing#40), so not later than in a while.
  addEventListener("load", () => new Promise(done => {
    new PerformanceObserver(done).observe({ type: "paint", buffered: true });
    setTimeout(done, 300);
  }).then(ask));
}
