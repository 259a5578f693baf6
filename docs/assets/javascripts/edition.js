// Adds to pages that work without it: copying, the panel of a paragraph, the date of the visit, the way to search.
(() => {
  "use strict"
  const { bundle } = document.currentScript.dataset
  const root = document.documentElement
  root.classList.replace("no-js", "js")

  // The theme takes every link[rel=alternate] for a version of the site, asks for its sitemap and catches clicks.
  // Crawlers read the page as it was sent; for the theme the links get a second token.
  for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate nofollow"

  // Search: the theme's script comes when the reader reaches for it.
  // It expects these of a script that the theme has in its own pages.
  window.__md_scope = new URL(JSON.parse(document.getElementById("__config").textContent).base, location)
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
    for (const form of panel.querySelectorAll(".panel-form")) if (form.dataset.page !== place.dataset.page) form.remove()
    panel.querySelector(".panel-close").addEventListener("click", () => { close(mark); mark.focus() })
    panel.addEventListener("keydown", event => {
      if (event.key !== "Escape") return
      close(mark)
      mark.focus()
    })
    place.after(panel)
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
