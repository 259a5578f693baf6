// Adds to pages that work without it: copying, the panel of a paragraph, the date of the visit, the way to search.
(() => {
  "use strict"
  document.documentElement.classList.replace("no-js", "js")

  // Notes are laid out at the first thing that the reader does, before they can be gone to.
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart", "scroll"]) {
    addEventListener(kind, () => document.documentElement.classList.add("met"), { capture: true, once: true, passive: true })
  }

  const seen = element => element.checkVisibility?.({ visibilityProperty: true }) ?? !!element.offsetParent

  // The switch of language leads to the paragraph that the reader is at: the one in the address while it is in view,
  // else the one at the top of the window.
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

  // Search: its scripts come when the reader reaches for it.
  const box = document.querySelector(".md-search")
  if (box) {
    const toggle = document.getElementById("__search")
    const input = box.querySelector("input")
    const list = box.querySelector(".search-list")
    const told = box.querySelector(".search-status")
    const { base, locale, engine } = box.dataset
    const root = base.replace(/\/?$/, "/")
    const SHOWN = 30
    const scripts = {}
    const script = address =>
      (scripts[address] ??= new Promise((resolve, reject) => {
        const element = Object.assign(document.createElement("script"), { src: address })
        element.addEventListener("load", resolve)
        element.addEventListener("error", () => { delete scripts[address]; reject(new Error(address)) })
        document.head.append(element)
      }))
    const load = (of = locale) => Promise.all([script(engine), script(engine.replace(/[^/]*$/, `${of}.js`))])
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
    // where the reader came from, to go back there; who came through the page stays in the field
    let from = null
    const open = () => { if (!box.contains(document.activeElement)) from = document.activeElement; toggle.checked = true; input.focus() }
    const close = () => {
      toggle.checked = false
      remember("")
      if (!box.contains(document.activeElement)) return
      const back = [from, box.parentElement.querySelector("[for=__search] > .switch")].find(one => one && one !== document.body && seen(one))
      if (back) back.focus()
      else if (from) document.activeElement.blur()
      else if (document.activeElement !== input) input.focus()
      toggle.checked = false
    }
    const reach = () => { toggle.checked = true; load().then(() => input.value && !list.children.length && answer(), () => {}) }
    toggle.addEventListener("change", () => toggle.checked ? open() : close())
    for (const kind of ["focus", "click"]) input.addEventListener(kind, reach)
    input.addEventListener("input", () => { toggle.checked = true; answer() })
    // who goes on by keyboard sees where
    box.addEventListener("focusout", event => {
      if (!event.relatedTarget || box.contains(event.relatedTarget)) return
      toggle.checked = false
      from = null
    })
    box.querySelector("form").addEventListener("submit", event => {
      event.preventDefault()
      list.querySelector("a")?.click()
    })
    box.querySelector("form").addEventListener("reset", () => { input.focus(); setTimeout(answer) })
    box.addEventListener("keydown", event => {
      if (event.key === "Escape") { event.preventDefault(); close() }
      if (!["ArrowDown", "ArrowUp"].includes(event.key)) return
      const links = [input, ...list.querySelectorAll("a")]
      const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)]
      if (!next) return
      event.preventDefault()
      toggle.checked = true
      next.focus()
    })
    // a result on this very page: the window that lists the results makes room for it
    list.addEventListener("click", () => { toggle.checked = false })
    document.addEventListener("keydown", event => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]")
      if (typing || event.ctrlKey || event.metaKey || event.altKey || !["/", "s"].includes(event.key)) return
      event.preventDefault()
      open()
    })
    const given = new URLSearchParams(location.search).get("q")
    if (given && !input.value) { input.value = given; open(); answer() }
    // what was opened or typed before this script came
    if (document.activeElement === input) reach()
    else if (toggle.checked) open()
  }

  // Menu and search open by boxes to tick, which need no script. With it they are buttons, in their place in the header.
  for (const label of document.querySelectorAll(":is(.md-header__button, .md-search__icon)[for]")) {
    const toggle = document.getElementById(label.htmlFor)
    const focused = document.activeElement === toggle
    const button = Object.assign(document.createElement("button"), { type: "button", className: "switch" })
    button.setAttribute("aria-label", label.title)
    button.append(...label.childNodes)
    label.append(button)
    button.addEventListener("click", () => toggle.click())
    const drawer = toggle.id === "__drawer" && document.querySelector(".md-sidebar--primary")
    if (focused && !toggle.checked && seen(button)) button.focus()
    if (!drawer) continue
    const out = Object.assign(document.createElement("button"), { type: "button", className: "menu-close", textContent: label.dataset.close })
    drawer.querySelector("nav").prepend(out)
    out.addEventListener("click", () => toggle.click())
    const enter = () => [...drawer.querySelectorAll("a[href]")].find(seen)?.focus()
    const tell = () => button.setAttribute("aria-expanded", toggle.checked)
    const shut = () => { toggle.checked = false; tell() }
    tell()
    // the open menu covers the header: who goes on by keyboard goes on in it
    if (focused && toggle.checked) enter()
    toggle.addEventListener("change", () => {
      tell()
      if (toggle.checked) enter()
      else if (drawer.contains(document.activeElement)) button.focus()
    })
    drawer.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !toggle.checked) return
      shut()
      button.focus()
    })
    drawer.addEventListener("focusout", event => {
      if (toggle.checked && event.relatedTarget && !drawer.contains(event.relatedTarget)) shut()
    })
    drawer.addEventListener("click", event => { if (event.target.closest("a[href]")) shut() })
  }

  // Copying, as rich text and as plain text
  const status = document.querySelector(".said")
  const say = text => {
    status.textContent = ""
    requestAnimationFrame(() => { status.textContent = text })
    clearTimeout(say.timer)
    say.timer = setTimeout(() => { status.textContent = "" }, 4000)
  }
  // it stands over the page: who goes on by keyboard sees what is under it
  document.addEventListener("focusin", () => { if (status) status.textContent = "" })
  const selectAndCopy = element => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const selection = getSelection()
    selection.removeAllRanges()
    selection.addRange(range)
    return document.execCommand("copy")
  }
  const copy = async element => {
    const text = element.textContent.trim()
    const html = "plain" in element.dataset ? undefined : element.innerHTML.trim()
    let done = false
    try {
      const types = { "text/plain": new Blob([text], { type: "text/plain" }) }
      if (html) types["text/html"] = new Blob([html], { type: "text/html" })
      await navigator.clipboard.write([new ClipboardItem(types)])
      done = true
    } catch {
      done = selectAndCopy(element) // without a secure connection browsers have no other way
    }
    say(done ? status.dataset.copied : status.dataset.failed)
  }
  document.addEventListener("click", event => {
    const button = event.target.closest(".copy")
    if (!button) return
    const { copy: id, copyOf } = button.dataset
    copy(id ? document.getElementById(id) : button.parentElement.querySelector(`.${copyOf}`))
  })
  for (const button of document.querySelectorAll(".copy[hidden]")) button.hidden = false

  // The date on which the reader cites this edition, as the style writes it
  const forms = {
    figures: { day: "2-digit", month: "2-digit", year: "numeric" },
    words: { day: "numeric", month: "long", year: "numeric" },
  }
  for (const date of document.querySelectorAll(".visit")) {
    date.textContent = new Intl.DateTimeFormat(date.dataset.locale, forms[date.dataset.as]).format(new Date())
  }

  // The panel of a heading or paragraph: its mark opens and closes it; without this script the mark is a plain link.
  const template = document.getElementById("panel")
  if (!template) return
  // The same paragraph in another language, beneath this one: its text comes in a script, which a page from a file may load too.
  const twinOf = (place, locale) => document.getElementById(`twin-${locale}-${place.id}`)
  const fetched = {}
  const texts = (locale, address) =>
    (fetched[locale] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script")
      script.src = address
      script.addEventListener("load", () => resolve(window.passages[locale]))
      script.addEventListener("error", () => { delete fetched[locale]; reject(new Error(address)) })
      document.head.append(script)
    }))
  const prepareTwin = (button, place) => {
    const { locale, script, hide } = button.dataset
    const link = button.nextElementSibling
    link.href += `#${place.id}`
    const words = button.firstElementChild
    const show = words.textContent
    const tell = () => {
      const open = !!twinOf(place, locale)
      button.setAttribute("aria-expanded", open)
      words.textContent = open ? hide : show
    }
    tell()
    button.addEventListener("click", async () => {
      const open = twinOf(place, locale)
      if (open) open.remove()
      else {
        try {
          const { tag, html } = (await texts(locale, script))[place.id]
          const twin = document.createElement("div")
          twin.className = "twin-text"
          twin.id = `twin-${locale}-${place.id}`
          twin.lang = locale
          twin.innerHTML = tag.startsWith("h") ? `<p>${html}</p>` : `<${tag}>${html}</${tag}>`
          place.after(twin)
          button.setAttribute("aria-controls", twin.id)
        } catch {
          location.href = link.href
        }
      }
      tell()
    })
  }
  const close = mark => {
    document.getElementById(mark.getAttribute("aria-controls"))?.remove()
    mark.setAttribute("aria-expanded", "false")
  }
  const open = mark => {
    const place = mark.closest("[data-page]")
    const panel = template.content.firstElementChild.cloneNode(true)
    panel.id = `panel-${place.id}`
    panel.querySelector(".panel-place").textContent = mark.dataset.place
    const link = panel.querySelector(".panel-link")
    link.href = link.textContent = new URL(`#${place.id}`, location)
    for (const button of panel.querySelectorAll(".show")) prepareTwin(button, place)
    for (const form of panel.querySelectorAll(".panel-form")) if (form.dataset.page !== place.dataset.page) form.remove()
    panel.querySelector(".panel-close").addEventListener("click", () => { close(mark); mark.focus() })
    panel.addEventListener("keydown", event => {
      if (event.key !== "Escape") return
      close(mark)
      mark.focus()
    })
    const twins = [...document.querySelectorAll(`[id^=twin-][id$='-${place.id}']`)]
    ;(twins.at(-1) ?? place).after(panel)
    mark.setAttribute("aria-controls", panel.id)
    mark.setAttribute("aria-expanded", "true")
    history.replaceState(history.state, "", link.href)
  }
  for (const mark of document.querySelectorAll("a.mark")) {
    mark.setAttribute("role", "button")
    mark.setAttribute("aria-expanded", "false")
    const act = event => {
      event.preventDefault()
      mark.getAttribute("aria-expanded") === "true" ? close(mark) : open(mark)
    }
    mark.addEventListener("click", act)
    mark.addEventListener("keydown", event => { if (event.key === " ") act(event) })
  }
})()
