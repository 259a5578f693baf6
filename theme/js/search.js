// Search: its scripts come when the reader reaches for it.
{
  const box = document.getElementById("site-search")
  if (box) {
    const input = box.querySelector("input")
    const list = box.querySelector(".search-list")
    const told = box.querySelector(".search-status")
    const { base, locale, engine } = box.dataset
    const root = base.replace(/\/?$/, "/")
    const SHOWN = 30
    const load = (of = locale) => Promise.all([loadScript(engine), loadScript(engine.replace(/[^/]*$/, `${of}.js`))])
    const row = ({ document: found, places }) => {
      const item = document.createElement("li")
      const link = Object.assign(document.createElement("a"), { href: root + found.url })
      const title = Object.assign(document.createElement("span"), { className: "search-title" })
      title.append(editionSearch.marked(found.title, locale, places.title))
      link.append(title)
      if (found.place) link.append(" ", Object.assign(document.createElement("span"), { className: "search-place", textContent: found.place }))
      const field = ["text", "notes", "names"].find(name => places[name] && found[name]) ?? "text"
      if (found[field]) {
        const text = Object.assign(document.createElement("span"), { className: "search-text" })
        text.append(editionSearch.marked(found[field], locale, places[field], 90))
        link.append(" ", text)
      }
      item.append(link)
      return item
    }
    const ask = text => {
      for (const near of box.querySelectorAll(".search-near, .search-glossary, .search-other")) near.hidden = true
      list.replaceChildren()
      told.textContent = ""
      if (!text.trim()) return
      const found = editionSearch.search(text, locale)
      list.append(...found.slice(0, SHOWN).map(row))
      told.textContent = found.length ? told.parentElement.dataset.count.replace("{}", found.length) : told.parentElement.dataset.none
      if (!found.length) {
        const words = editionSearch.near(text, locale).map(word => {
          const button = Object.assign(document.createElement("button"), { type: "button" })
          button.append(editionSearch.marked(word, locale))
          button.addEventListener("click", () => { input.value = word; input.focus(); answer() })
          return button
        })
        const near = box.querySelector(".search-near")
        near.querySelector("span").replaceChildren(...words)
        near.hidden = !words.length
        box.querySelector(".search-glossary").hidden = false
      }
      for (const other of box.querySelectorAll(".search-other")) {
        const link = other.querySelector("a")
        const to = new URL(link.href)
        to.search = `?q=${encodeURIComponent(text.toWellFormed?.() ?? text)}`
        link.href = to
        load(link.dataset.locale).then(() => {
          if (input.value !== text) return
          other.querySelector(".search-other-count").textContent = `(${editionSearch.search(text, link.dataset.locale).length})`
          other.hidden = false
        }, () => {})
      }
    }
    const remember = text => {
      const here = new URL(location)
      here.searchParams.delete("q")
      if (text.trim()) here.searchParams.set("q", text.toWellFormed?.() ?? text)
      if (here.href !== location.href && here.href.length < 2000) history.replaceState(history.state, "", here)
    }
    const answer = async () => {
      const text = input.value
      try {
        await load()
      } catch {
        if (input.value === text) told.textContent = told.parentElement.dataset.failed
        return
      }
      if (input.value !== text) return
      ask(text)
      remember(text)
    }
    // the box is a popover, which closes by itself and gives the focus back: to the field, that is no reach for it
    let closing = false
    const show = () => { box.matches(":popover-open") || box.showPopover() }
    const open = () => { show(); input.focus() }
    const reach = () => {
      if (closing) return
      show()
      load().then(() => input.value && !list.children.length && answer(), () => {})
    }
    box.addEventListener("beforetoggle", event => { closing = event.newState === "closed" })
    box.addEventListener("toggle", event => {
      closing = false
      if (event.newState === "closed") remember("")
      else if (!box.contains(document.activeElement)) input.focus()
    })
    for (const kind of ["focus", "click"]) input.addEventListener(kind, reach)
    input.addEventListener("input", () => { show(); answer() })
    box.querySelector("form").addEventListener("submit", event => {
      event.preventDefault()
      list.querySelector("a")?.click()
    })
    box.addEventListener("keydown", event => {
      if (event.isComposing) return
      if (event.key === "Escape") { event.preventDefault(); box.hidePopover() }
      if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
      const links = [input, ...list.querySelectorAll("a")]
      const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)]
      if (!next) return
      event.preventDefault()
      show()
      next.focus()
    })
    document.addEventListener("keydown", event => {
      if (event.code !== "KeyK" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return
      event.preventDefault()
      open()
    })
    const given = new URLSearchParams(location.search).get("q")
    if (given && !input.value) { input.value = given; open(); answer() }
    // what was opened or typed before this script came
    if (document.activeElement === input) reach()
    else if (box.matches(":popover-open")) input.focus()
  }
}
