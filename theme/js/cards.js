// A note or a term, read where it stands: one card, beside the line by CSS. It opens by a press, which takes the focus
// there, or by a pointer that stays; Escape, a second press and moving on close it.
const opener = document.querySelector(".view-open")
const base = `${opener.dataset.base}/`
const wordsOf = async locale => {
  await loadScript(opener.dataset.words.replace(/[^/]+(?=\.js$)/, locale))
  return window.readerWords[locale]
}
const words = window.readerWords[document.documentElement.lang]
// addresses in the words begin at the root of the site
const rooted = html => html.replaceAll('href="/', `href="${base}`)
const made = html => {
  document.body.insertAdjacentHTML("beforeend", rooted(html))
  return document.body.lastElementChild
}
const withoutMarks = element => {
  const copy = element.cloneNode(true)
  for (const one of copy.querySelectorAll(".footnote-backref, .beside")) one.remove()
  return copy
}
const localeOf = element => element.closest(".card-text, .row > [lang], .counterpart, html").lang
const noteOf = reference => {
  const note = reference.pathname === location.pathname && document.getElementById(decodeURIComponent(reference.hash.slice(1)))
  return note && withoutMarks(note.querySelector(`:scope > [lang="${localeOf(reference)}"]`) ?? note)
}
const isPlain = event => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
{
  const ASKS = "article :is(.term, .footnote-ref)"
  const PAUSE = 500 // ms that a pointer stays before the card opens, or is away before it closes
  const card = made(words.card)
  const [title, text] = card.querySelectorAll(".card-title, .card-text")
  const isOpen = () => card.matches(":popover-open")
  let asker = null // the link whose card is open
  let pinned = false // by a press
  let timer = 0
  let turn = 0 // of what is on its way: the last that was asked for is shown
  const contentOf = async link => {
    if (link.matches(".footnote-ref")) return noteOf(link)?.innerHTML
    const { terms } = await wordsOf(localeOf(link))
    return rooted(terms[decodeURIComponent(link.hash.slice(1))] ?? "")
  }
  const close = () => {
    const inside = card.contains(document.activeElement)
    const back = asker
    turn++
    if (isOpen()) card.hidePopover()
    if (inside) back?.focus()
  }
  card.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "closed") return
    clearTimeout(timer)
    asker?.classList.remove("asking")
    for (const name of ["aria-expanded", "aria-controls"]) asker?.removeAttribute(name)
    asker = null
  })
  const open = async (link, byPress) => {
    const own = ++turn
    const html = await contentOf(link).catch(() => "") // its words may not come
    if (own !== turn || !(byPress || link.matches(":hover"))) return
    if (!html) {
      if (byPress) location = link.href
      return
    }
    // a term within the card, whose text it replaces: who goes back goes to where the card was opened
    const from = asker && card.contains(link) ? asker : link
    const locale = localeOf(link)
    if (isOpen()) card.hidePopover()
    asker = from
    pinned = byPress
    title.hidden = !link.matches(".footnote-ref")
    title.firstElementChild.textContent = link.getAttribute("aria-label")
    title.firstElementChild.href = link.hash
    text.innerHTML = html
    text.lang = locale
    from.closest(".passage, .row, .footnote, article > *").after(card)
    from.classList.add("asking")
    from.setAttribute("aria-expanded", "true")
    from.setAttribute("aria-controls", card.id)
    card.showPopover()
    card.scrollTop = 0
    if (byPress) card.focus({ preventScroll: true })
    // a sheet at the foot of a low or narrow window does not cover the line
    const [line, box] = [from, card].map(one => one.getBoundingClientRect())
    if (line.bottom > box.top && line.top < box.bottom) scrollBy({ top: line.bottom - box.top + 8, behavior: "instant" })
  }
  document.addEventListener("click", event => {
    const link = event.target.closest(ASKS)
    if (link && isPlain(event)) {
      event.preventDefault()
      clearTimeout(timer)
      if (link === asker && pinned) close()
      else open(link, true)
    } else if (event.target.closest(".card-close") || !card.contains(event.target)) close()
    else if (event.target.closest("a") && isOpen()) card.hidePopover() // the focus goes where the link leads
  })
  document.addEventListener("keydown", event => { if (event.key === "Escape") close() })
  document.addEventListener("pointerover", event => {
    if (event.pointerType !== "mouse" || !matchMedia("(hover: hover)").matches) return
    const link = event.target.closest(ASKS)
    const stays = card.contains(event.target) || (link && link === asker)
    clearTimeout(timer)
    if (stays || (isOpen() && pinned)) return
    if (link) timer = setTimeout(open, PAUSE, link, false)
    else if (isOpen()) timer = setTimeout(close, PAUSE)
  })
}
