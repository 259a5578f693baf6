// Side by side: a term, a note or a number under the pointer or the focus lights up in every column.
{
  const NUMBER = /\d+(?:[ \u00a0\u202f.,]\d+)*/g
  const split = new WeakSet()
  // numbers have no element of their own until the reader comes near
  const splitNumbers = pair => {
    if (split.has(pair)) return
    split.add(pair)
    const walk = document.createTreeWalker(pair, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walk.nextNode()) if (/\d/.test(walk.currentNode.data) && !walk.currentNode.parentElement.closest(".footnote-ref, .place, .note-number")) texts.push(walk.currentNode)
    for (const text of texts) {
      const numbers = [...text.data.matchAll(NUMBER)].reverse()
      for (const { 0: number, index } of numbers) {
        const rest = text.splitText(index)
        rest.splitText(number.length)
        const span = Object.assign(document.createElement("span"), { className: "number" })
        rest.before(span)
        span.append(rest)
      }
    }
  }
  // languages write numbers with different marks between their figures
  const keyOf = one => one.matches(".number") ? one.textContent.replace(/\D/g, "") : one.hash
  const near = target => target.closest?.(".row .term, .row .footnote-ref, .row .number")
  const light = ({ target }) => {
    const row = target.closest?.(".row[id]")
    if (row) splitNumbers(row)
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit")
    const one = near(target) ?? near(document.activeElement)
    if (!one) return
    const alike = [...one.closest(".row").querySelectorAll(".term, .footnote-ref, .number")].filter(other => keyOf(other) === keyOf(one))
    const columns = new Set(alike.map(other => other.closest(".row > [lang]")))
    if (columns.size > 1) for (const other of alike) other.classList.add("lit")
  }
  for (const kind of document.querySelector(".parallel") ? ["pointerover", "focusin"] : []) document.addEventListener(kind, light)
}
