// The view that a reader chooses: it stands in the address, so that it can be sent, and this browser keeps it.
const root = document.documentElement
const keptView = () => {
  try { return new URLSearchParams(localStorage.view ?? "") } catch { return new URLSearchParams() }
}
// Keep a choice in this browser; the default is kept by its absence
const keep = (name, value) => {
  const kept = keptView()
  if (value) kept.set(name, value)
  else kept.delete(name)
  try {
    if (kept.size) localStorage.view = kept
    else localStorage.removeItem("view")
  } catch {} // a reader may forbid it
}
{
  const form = made(words.layout)
  const { one, beside } = opener.dataset
  const NAMES = ["layout", "notes", "size", "colours", "contrast"]
  const atTop = () => [...document.querySelectorAll("article [data-page][id]")].find(place => place.getBoundingClientRect().bottom > 60)
  const toAddress = () => {
    const here = new URL(location)
    for (const name of NAMES) {
      if (root.dataset[name]) here.searchParams.set(name, root.dataset[name])
      else here.searchParams.delete(name)
    }
    if (here.href !== location.href) history.replaceState(history.state, "", here)
  }
  const choose = (name, value) => {
    // what is being read stays in place, however the lines break now
    const place = atTop()
    const top = place?.getBoundingClientRect().top
    if (value) root.dataset[name] = value
    else delete root.dataset[name]
    keep(name, value)
    toAddress()
    putNotesBeside()
    if (place && scrollY) scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" })
  }
  // Each note in the margin, at the line that refers to it; which of the two is seen, this or the list, is for CSS to say
  const putNotesBeside = () => {
    if (root.dataset.notes !== "beside" || document.querySelector(".beside")) return
    for (const reference of document.querySelectorAll("article .passage:not(.row) .footnote-ref")) {
      const note = noteOf(reference)
      if (!note) continue
      const beside = Object.assign(document.createElement("span"), { className: "beside" })
      const paragraphs = [...note.querySelectorAll("p")]
      beside.innerHTML = `<b>${reference.textContent}</b> ${(paragraphs.length ? paragraphs : [note]).map(one => one.innerHTML).join(" ")}`
      // marks that follow one another stay together
      let last = reference.closest("sup")
      while (last.nextSibling?.nodeName === "SUP" || last.nextSibling?.className === "beside") last = last.nextSibling
      last.after(beside)
    }
  }
  putNotesBeside()

  for (const group of form.querySelectorAll(".view-layout")) group.hidden = !beside
  for (const link of beside ? form.querySelectorAll(".view-layout a") : []) {
    const { layout } = link.dataset
    link.href = layout ? `${beside}?layout=${layout}` : one
  }
  // side by side the language of the page stands first: its other languages are a link away
  const first = form.querySelector(".view-first")
  first.hidden = !document.querySelector(".parallel")
  if (!first.hidden) first.append(...[...document.querySelectorAll(".languages a[hreflang]")].map(link => link.cloneNode(true)))
  const show = () => {
    const side = document.querySelector(".parallel") ? root.dataset.layout ?? "side" : ""
    for (const link of form.querySelectorAll(".view-layout a")) {
      if ((link.dataset.layout ?? "") === side) link.setAttribute("aria-current", "true")
      else link.removeAttribute("aria-current")
    }
    for (const input of form.querySelectorAll("input")) input.checked = input.value === (root.dataset[input.name] ?? "")
    for (const radio of document.querySelectorAll(".layouts input")) radio.checked = (radio.value || "side") === side
  }
  form.addEventListener("toggle", ({ newState }) => {
    if (newState !== "open") return
    toAddress()
    show()
  })
  document.addEventListener("click", event => {
    const link = event.target.closest(".view-layout a")
    if (!link || !isPlain(event)) return
    const { layout = "" } = link.dataset
    const value = layout === "side" ? "" : layout
    keep("layout", value)
    if (!document.querySelector(".parallel") || !layout) return
    event.preventDefault()
    choose("layout", value)
    show()
  })
  form.addEventListener("change", ({ target }) => choose(target.name, target.value))
  document.addEventListener("change", ({ target }) => { if (target.matches(".layouts input")) choose("layout", target.value) })
  // the browser opens and closes it from here on
  opener.after(form)
  opener.setAttribute("popovertarget", form.id)
  show()
}
