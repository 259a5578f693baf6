// The switch of language leads to the paragraph that the reader is at: the one in the address while it is in view,
// else the one at the top of the window.
{
  const places = [...document.querySelectorAll("article [data-page][id], .pair[id]")]
  const here = () => {
    if (scrollY < 8 && !location.hash) return ""
    const top = document.querySelector(".md-header").getBoundingClientRect().bottom + 4
    const shown = place => {
      const { top: from, bottom: to } = place.getBoundingClientRect()
      return to > top && from < innerHeight
    }
    const named = document.getElementById(location.hash.slice(1))
    const place = places.includes(named) && shown(named) ? named : places.find(shown)
    return place && (scrollY >= 8 || place === named) ? `#${place.id}` : ""
  }
  for (const link of document.querySelectorAll(".languages a")) {
    const address = link.getAttribute("href")
    const point = () => { link.setAttribute("href", address + here()) }
    for (const kind of ["pointerdown", "focus", "contextmenu", "click"]) link.addEventListener(kind, point)
  }
}
