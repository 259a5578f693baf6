// The script of a page comes when the page has been painted: nothing that is read waits for it.
{
  const { src } = document.currentScript.dataset;
  requestAnimationFrame(() => setTimeout(() => document.head.append(Object.assign(document.createElement("script"), { src }))));
}
