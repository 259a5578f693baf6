// Runs first on every page; the theme's own script comes when the reader reaches for what it does.
(() => {
  "use strict"
  document.documentElement.classList.replace("no-js", "js")
  const { bundle } = document.currentScript.dataset
  // The theme takes every link[rel=alternate] for a version of the site, asks for its sitemap and catches clicks.
  // Crawlers read the page as it was sent; for the theme the links get a second token.
  for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate nofollow"
  // What the theme expects of the script that it has in its own pages
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
  const open = event => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]")
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !["/", "s", "f"].includes(event.key)) return
    load()
    if (toggle.checked) return
    event.preventDefault()
    toggle.checked = true
    input.focus()
  }
  toggle.addEventListener("change", load)
  input.addEventListener("focus", load)
  document.addEventListener("keydown", open)
})()
