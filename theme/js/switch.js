// A link to another view of this page leads to the place that the reader is at: the one in the address while it is in
// view, else the one at the top of the window. Every block with an id stands in each language; passages side by side too.
{
  const BLOCKS = ":is(h1, h2, h3, h4, p, ul, ol, li, div)[id]"
  const here = selector => {
    if (scrollY < 8 && !location.hash) return ""
    const top = (document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0) + 8
    const box = place => place.getBoundingClientRect()
    const seen = place => box(place).bottom > top && box(place).top < innerHeight
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (named?.matches(`main :is(${selector}, sup)`) && seen(named)) return named.id
    if (scrollY < 8) return ""
    const places = [...document.querySelectorAll(`main ${selector}`)].filter(place => !place.closest(".panel"))
    const next = places.findIndex(place => box(place).top > top)
    const last = places.at(next < 0 ? -1 : Math.max(next - 1, 0))
    const place = last && !seen(last) && next > 0 && box(places[next]).top < innerHeight / 2 ? places[next] : last
    return place?.id ?? ""
  }
  const point = event => {
    const link = event.target.closest?.("a[data-keep]")
    if (!link) return
    let place = here(link.dataset.keep || BLOCKS)
    if ("group" in link.dataset) {
      // it stands above the text: what the address names is out of sight; of several pages it is the one that has the place
      const named = document.getElementById(place || decodeURIComponent(location.hash.slice(1)))
      const group = named?.closest("[data-url]")
      if (group) link.href = group.dataset.url
      place = named?.matches(link.dataset.keep) ? named.id : ""
    }
    link.hash = place
  }
  for (const kind of ["pointerdown", "focusin", "contextmenu", "click"]) document.addEventListener(kind, point)
}
