// Panel, cards, the view and quotations have a script of their own, and words, which load when the reader first reaches for
// one of them. A press before then waits for them; if they cannot be loaded, it does what it would without a script.
window.edition = { loadScript, say, copy, fillVisits }
for (const opener of document.querySelectorAll(".view-open")) {
  const WANTED = "a.mark, a.term, a.footnote-ref, .view-open"
  const KINDS = ["pointerover", "focusin", "click", "keydown"]
  const { script, words } = opener.dataset
  const { layout, notes } = document.documentElement.dataset
  let coming
  let pressed = null // the last of what was pressed while they were on their way
  const come = () => (coming ??= loadScript(words).then(() => loadScript(script)).then(
    () => { for (const kind of KINDS) document.removeEventListener(kind, reach, true) },
    error => { coming = null; throw error },
  ))
  const reach = event => {
    const { type } = event
    const wanted = event.target.closest?.(`${WANTED}, .row`)
    if (!wanted) return
    const isPress = (type === "click" && !wanted.matches(".row")) || (event.key === " " && wanted.matches(".mark"))
    if (!isPress || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      // who stays there until it has come is noticed
      const again = () => { if (event.target.matches(":hover, :focus")) event.target.dispatchEvent(new event.constructor(type, event)) }
      come().then(() => ["pointerover", "focusin"].includes(type) && again(), () => {})
      return
    }
    event.preventDefault()
    pressed = wanted
    const answer = act => () => {
      if (pressed) act(pressed)
      pressed = null
    }
    come().then(answer(one => one.click()), answer(one => { if (one.href) location = one.href }))
  }
  for (const kind of KINDS) document.addEventListener(kind, reach, true)
  const comeForSelection = () => { if (!getSelection().isCollapsed) come().catch(() => {}) }
  document.addEventListener("selectionchange", comeForSelection)
  comeForSelection() // made before this script came
  if (document.getElementById("panel")) {
    for (const mark of document.querySelectorAll("a.mark")) {
      mark.setAttribute("role", "button")
      mark.setAttribute("aria-expanded", "false")
    }
  }
  for (const radio of document.querySelectorAll(`.layouts [value="${CSS.escape(layout ?? "")}"]`)) radio.checked = true
  if (notes) come().catch(() => {})
}
