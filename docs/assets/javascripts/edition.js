// Adds to pages that work without it: copying, the panel of a paragraph, the date of the visit, the way to search.
(() => {
  "use strict"
  const { bundle } = document.currentScript.dataset
  const root = document.documentElement
  root.classList.replace("no-js", "js")

  // The theme takes every link[rel=alternate] for a version of the site, asks for its sitemap and catches clicks.
  // Crawlers read the page as it was sent; for the theme the links get a second token.
  for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate nofollow"

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

  // Search: the theme's script comes when the reader reaches for it.
  const config = document.getElementById("__config")
  if (config) {
    // It expects these of a script that the theme has in its own pages.
    window.__md_scope = new URL(JSON.parse(config.textContent).base, location)
    window.__md_get = () => null
    window.__md_set = () => {}
    const toggle = document.getElementById("__search")
    const input = document.querySelector("[data-md-component=search-query]")
    let asked = false
    const load = () => {
      if (asked) return
      asked = true
      const script = document.createElement("script")
      script.src = bundle
      script.addEventListener("load", () => toggle.checked && input.focus())
      document.head.append(script)
    }
    toggle.addEventListener("change", load)
    input.addEventListener("focus", load)
    document.addEventListener("keydown", event => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]")
      if (typing || event.ctrlKey || event.metaKey || event.altKey || !["/", "s", "f"].includes(event.key)) return
      load()
      if (toggle.checked) return
      event.preventDefault()
      toggle.checked = true
      input.focus()
    })
  }

  // Copying, as rich text and as plain text
  const status = document.querySelector(".said")
  const say = text => {
    status.textContent = ""
    requestAnimationFrame(() => { status.textContent = text })
    clearTimeout(say.timer)
    say.timer = setTimeout(() => { status.textContent = "" }, 4000)
  }
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
