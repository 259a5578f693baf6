// Search: the field, its keys and the query in the address. Engine, index and list come when the reader reaches for the field
// (engine.js, readings.js, results.js).
let openSearch = () => {}
for (const results of document.querySelectorAll("#search-results")) {
  // the shell: what opens and closes, and where the focus goes then
  const box = results.closest(".md-search")
  const toggle = document.getElementById("__search")
  const opener = box.parentElement.querySelector("[for=__search]")
  const show = () => { toggle.checked = true }
  const hide = () => { toggle.checked = false }

  const form = box.querySelector("form")
  const input = form.querySelector("input")
  const list = results.querySelector(".search-list")
  const load = ({ dataset } = results) => Promise.all([loadScript(results.dataset.engine), loadScript(dataset.index)])
  const remember = text => {
    const here = new URL(location)
    here.searchParams.delete("q")
    if (text.trim()) here.searchParams.set("q", text.toWellFormed?.() ?? text)
    if (here.href !== location.href && here.href.length < 2000) history.replaceState(history.state, "", here)
  }
  const answer = async () => {
    const text = input.value
    const isCurrent = () => input.value === text
    try {
      await load()
    } catch {
      if (isCurrent()) results.querySelector(".search-status").textContent = results.dataset.failed
      return
    }
    if (!isCurrent()) return
    editionSearch.show(results, text, load, isCurrent)
    remember(text)
  }
  // where the reader came from, to go back there; who came through the page stays in the field
  let from = null
  openSearch = () => { if (!box.contains(document.activeElement)) from = document.activeElement; show(); input.focus() }
  const closeSearch = () => {
    hide()
    remember("")
    if (!box.contains(document.activeElement)) return
    const back = [from, opener.querySelector(".switch")].find(one => one && one !== document.body && isVisible(one))
    if (back) back.focus()
    else if (from) document.activeElement.blur()
    else if (document.activeElement !== input) input.focus()
    hide()
  }
  const reach = () => { show(); load().then(() => input.value && !list.children.length && answer(), () => {}) }
  toggle.addEventListener("change", () => toggle.checked ? openSearch() : closeSearch())
  for (const kind of ["focus", "click"]) input.addEventListener(kind, reach)
  input.addEventListener("input", () => { show(); answer() })
  results.addEventListener("ask", ({ detail }) => { input.value = detail; input.focus(); answer() })
  // who goes on by keyboard sees where
  box.addEventListener("focusout", event => {
    if (!event.relatedTarget || box.contains(event.relatedTarget)) return
    hide()
    from = null
  })
  form.addEventListener("submit", event => {
    event.preventDefault()
    list.querySelector("a")?.click()
  })
  form.addEventListener("reset", () => { input.focus(); setTimeout(answer) })
  box.addEventListener("keydown", event => {
    if (event.isComposing || event.keyCode === 229) return // keys of an input method are its own (https://www.w3.org/TR/uievents/#dom-keyboardevent-iscomposing)
    if (event.key === "Escape") { event.preventDefault(); closeSearch() }
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
    const links = [input, ...list.querySelectorAll("a")]
    const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)]
    if (!next) return
    event.preventDefault()
    show()
    next.focus()
  })
  // a result on this very page: the window that lists the results makes room for it
  list.addEventListener("click", hide)
  // the key's place, not its letter: Ctrl+K on every keyboard
  document.addEventListener("keydown", event => {
    if (event.isComposing || event.code !== "KeyK" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return
    event.preventDefault()
    openSearch()
  })
  const given = new URLSearchParams(location.search).get("q")
  if (given && !input.value) { input.value = given; openSearch(); answer() }
  // what was opened or typed before this script came
  if (document.activeElement === input) reach()
  else if (toggle.checked) openSearch()
}
