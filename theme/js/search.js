// Search: the field, its keys and the query in the address. Engine, index and list come when the reader reaches for the field
// (engine.js, readings.js, results.js).
let openSearch = () => {}
for (const box of document.querySelectorAll("#site-search")) {
  // the box is a popover, which closes by itself and gives the focus back: to the field, that is no reach for it
  const isOpen = () => box.matches(":popover-open")
  const show = () => { isOpen() || box.showPopover() }
  const hide = () => { isOpen() && box.hidePopover() }
  let closing = false
  box.addEventListener("beforetoggle", event => { closing = event.newState === "closed" })
  box.addEventListener("toggle", event => {
    closing = false
    if (event.newState === "closed") remember("")
    else if (!box.contains(document.activeElement)) input.focus()
  })

  const form = box.querySelector("form")
  const input = form.querySelector("input")
  const results = box.querySelector(".search-result")
  const list = results.querySelector(".search-list")
  const load = ({ dataset } = results) => Promise.all([loadScript(results.dataset.engine), loadScript(dataset.index)])
  const remember = text => {
    const here = new URL(location)
    here.searchParams.delete("q")
    if (text.trim()) here.searchParams.set("q", text.toWellFormed?.() ?? text)
    if (here.href !== location.href && here.href.length < 2000) history.replaceState(history.state, "", here)
  }
  let asked = 0
  const answer = async (pause = 1000) => {
    const text = input.value, turn = ++asked
    results.hidden = !text.trim()
    const isCurrent = () => turn === asked
    const hasFailed = await load().then(() => {
      if (!isCurrent()) return
      if (isOpen()) remember(text) // closed while the index was on its way, it has left the address
      return editionSearch.show(results, text, load, isCurrent)
    }, () => true)
    if (!hasFailed || !isCurrent()) return
    const status = results.querySelector(".search-status"), { failed } = results.dataset
    if (status.textContent !== failed) status.textContent = failed // what is put in again would be read aloud again
    // the line may come back: once more, later and later, as long as the question stands
    setTimeout(() => isCurrent() && isOpen() && answer(2 * pause), pause)
  }
  const reach = () => {
    if (closing) return
    show()
    if (input.value && !list.children.length) answer()
    else load().catch(() => {})
  }
  openSearch = () => { show(); input.focus(); reach() } // the field may have had the focus all along

  // by the press itself, not after it: else a telephone shows no keyboard, and the first letter is lost
  document.querySelector(".search-open").addEventListener("click", event => {
    if (isOpen()) return
    event.preventDefault()
    openSearch()
  })

  for (const kind of ["focus", "click"]) input.addEventListener(kind, reach)
  input.addEventListener("input", () => { show(); answer() })
  results.addEventListener("ask", ({ detail }) => { input.value = detail; input.focus(); answer() })
  form.addEventListener("submit", event => {
    event.preventDefault()
    list.querySelector("a")?.click()
  })
  // Keys of an input method are its own (https://www.w3.org/TR/uievents/#dom-keyboardevent-iscomposing); Safari says 229 alone.
  const isComposing = event => event.isComposing || event.keyCode === 229
  box.addEventListener("keydown", event => {
    if (isComposing(event)) {
      if (event.key === "Escape" && event.isTrusted) event.preventDefault() // by which the browser would close the box
      return
    }
    if (event.key === "Escape") { event.preventDefault(); hide() }
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
    const links = [input, ...list.querySelectorAll("a")]
    const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)]
    if (!next) return
    event.preventDefault()
    show()
    next.focus()
  })
  // the place of the key, not its letter, which is another one on another keyboard
  document.addEventListener("keydown", event => {
    if (isComposing(event) || event.code !== "KeyK" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return
    event.preventDefault()
    openSearch()
  })
  const given = new URLSearchParams(location.search).get("q")
  if (given && !input.value) { input.value = given; openSearch() }
  // what was opened or typed before this script came
  if (document.activeElement === input) reach()
  else if (isOpen()) input.focus()
}
