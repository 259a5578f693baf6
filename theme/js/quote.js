// Words selected within one paragraph: a small bar copies them with their reference. What is copied without it is as it is.
{
  const bar = made(words.quote)
  const template = document.getElementById("panel")
  const styles = bar.querySelector("select")
  const out = bar.querySelector(".quote-out")
  let timer = 0
  let chosen = null // { range, place } while the bar is there
  const textOf = holder => {
    const copy = withoutMarks(holder)
    for (const mark of copy.querySelectorAll("sup:has(.footnote-ref), .place")) mark.remove()
    return copy.textContent.replace(/[ \t\n]+/g, " ").trim()
  }
  const fragmentOf = range => {
    const holder = document.createElement("div")
    holder.append(range.cloneContents())
    return holder
  }
  const elementOf = node => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement
  const find = () => {
    const selection = getSelection()
    if (!template || selection.isCollapsed || !selection.rangeCount) return null
    const range = selection.getRangeAt(0)
    const within = elementOf(range.commonAncestorContainer)
    const place = within?.closest("article [data-page][id]")
    const cell = place?.matches(".row") ? within.closest(".row > [lang]") : place
    return cell && !within.closest(".panel, .beside") && textOf(fragmentOf(range)) ? { range: range.cloneRange(), place } : null
  }
  const hide = () => { clearTimeout(timer); chosen = null; if (bar.matches(":popover-open")) bar.hidePopover() }
  const show = () => {
    const found = find()
    if (!found) return hide()
    chosen = found
    const after = found.place.closest(".passage, .row")
    if (after.nextElementSibling !== bar) after.after(bar)
    const boxes = [...found.range.getClientRects()]
    bar.style.setProperty("--line", `${(boxes.at(-1)?.bottom ?? 0) + scrollY}px`)
    bar.style.setProperty("--start", `${boxes.at(-1)?.left ?? 0}px`)
    if (!bar.matches(":popover-open")) bar.showPopover()
  }
  let pressed = false
  const soon = () => { clearTimeout(timer); if (!pressed) timer = setTimeout(show, 200) }
  const isUsed = () => chosen && bar.contains(document.activeElement) && !find()
  document.addEventListener("selectionchange", () => { if (!isUsed()) soon() })
  document.addEventListener("pointerdown", ({ target }) => { pressed = !bar.contains(target) })
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => { pressed = false; if (!isUsed()) soon() })
  // the words stay selected while the bar is used
  bar.addEventListener("pointerdown", event => { if (!event.target.closest("select")) event.preventDefault() })
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !chosen) return
    const back = bar.contains(document.activeElement) && chosen.place.closest(".passage, .row").querySelector(".mark")
    hide()
    back?.focus()
  })

  // In the quotation marks of a language; marks within are of the second rank
  const quoted = (text, { outer, inner }) => {
    const nested = text.replaceAll(outer[0], inner[0]).replaceAll(outer[1], inner[1])
    return `${outer[0]}${nested}${outer[1]}`
  }
  const escaped = text => new Option(text).innerHTML
  const linked = address => `<a href="${escaped(address)}">${escaped(address)}</a>`
  const filled = (form, ...values) => values.reduce((text, value) => text.replace("{}", () => value), escaped(form))
  const footnote = place => [...template.content.querySelectorAll(".panel-form")].filter(form => form.dataset.page === place.dataset.page)[styles.selectedIndex]
  const quotation = ({ range, place }) =>
    filled(bar.dataset.form, escaped(quoted(textOf(fragmentOf(range)), bar.dataset)), footnote(place).querySelector(".reference").innerHTML, linked(addressOf(place)))
  // The same paragraph in another language, whole: which of its words correspond to those selected is not known
  const counterpart = async ({ place }, { dataset }) => {
    const { locale } = dataset
    const holder = document.createElement("div")
    if (place.matches(".row")) holder.append(...[...place.querySelector(`:scope > [lang="${locale}"]`).cloneNode(true).childNodes])
    else {
      await loadScript(template.content.querySelector(`.show[data-locale="${locale}"]`).dataset.script)
      holder.innerHTML = window.passages[locale][place.id].html
    }
    const address = addressOf(place, document.querySelector(`.languages a[hreflang="${locale}"]`))
    return filled(dataset.form, escaped(quoted(textOf(holder), dataset)), linked(address))
  }
  // https://wicg.github.io/scroll-to-text-fragment/: whole words; of a long passage, or one with notes, its first and last
  const fragment = ({ range, place }) => {
    const WORDS = 4
    const whole = range.cloneRange()
    const isWord = (node, at) => /[\p{L}\p{N}]/u.test(node.data[at] ?? "")
    const { startContainer, endContainer } = whole
    if (startContainer.nodeType === Node.TEXT_NODE) {
      let at = whole.startOffset
      if (isWord(startContainer, at)) while (at && isWord(startContainer, at - 1)) at--
      whole.setStart(startContainer, at)
    }
    if (endContainer.nodeType === Node.TEXT_NODE) {
      let at = whole.endOffset
      if (at && isWord(endContainer, at - 1)) while (isWord(endContainer, at)) at++
      whole.setEnd(endContainer, at)
    }
    const holder = fragmentOf(whole)
    for (const mark of holder.querySelectorAll("sup:has(.footnote-ref), .beside")) mark.replaceWith("\n\n")
    const runs = holder.textContent.split("\n\n").map(run => run.split(/\s+/).filter(word => word)).filter(run => run.length)
    const [first, last] = [runs[0], runs.at(-1)]
    const parts = runs.length === 1 && first.length <= 2 * WORDS ? [first] : [first.slice(0, WORDS), last.slice(-WORDS)]
    const encoded = parts.map(part => encodeURIComponent(part.join(" ")).replaceAll("-", "%2D"))
    return `${addressOf(place)}:~:text=${encoded.join(",")}`
  }

  const put = async (html, isAddress) => {
    if (isAddress) out.dataset.plain = ""
    else delete out.dataset.plain
    out.innerHTML = html
    await copy(out)
    out.textContent = ""
    // without a secure connection copying has selected something else
    if (chosen && getSelection().toString() !== chosen.range.toString()) {
      getSelection().removeAllRanges()
      getSelection().addRange(chosen.range)
    }
  }
  bar.addEventListener("click", async ({ target }) => {
    const button = target.closest("button")
    if (!button || !chosen) return
    const now = find() ?? chosen
    const { locale } = button.dataset
    if (button.matches(".quote-link")) return put(escaped(fragment(now)), true)
    if (!locale) return put(`<p>${quotation(now)}</p>`)
    const other = await counterpart(now, button).catch(() => "") // its text may not come
    if (other) put(`<p>${quotation(now)}</p>\n<p lang="${locale}">${other}</p>`)
    else say(document.querySelector(".said").dataset.failed)
  })

  // the style that the reader has chosen
  if (template) {
    const forms = [...template.content.querySelectorAll(".panel-form")]
    const names = [...new Set(forms.map(form => form.querySelector(".panel-style").textContent))]
    styles.append(...names.map(name => new Option(name)))
    styles.value = keptView().get("style") ?? names[0]
    if (styles.selectedIndex < 0) styles.selectedIndex = 0
    styles.closest("label").hidden = names.length < 2
    styles.addEventListener("change", () => keep("style", styles.selectedIndex ? styles.value : ""))
    show()
  }
}
