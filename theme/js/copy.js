// Copying, as rich text and as plain text
const status = document.querySelector(".said")
const say = text => {
  status.textContent = ""
  requestAnimationFrame(() => { status.textContent = text })
  clearTimeout(say.timer)
  say.timer = setTimeout(() => { status.textContent = "" }, 4000)
}
// it covers part of the page: moving on by keyboard removes it
document.addEventListener("focusin", () => { if (status) status.textContent = "" })
// What is copied has italics, the language of foreign words, and nothing else of the page
const bare = element => {
  const clone = element.cloneNode(true)
  for (const span of clone.querySelectorAll("span")) {
    if (!span.lang) span.replaceWith(...span.childNodes)
    else for (const { name } of [...span.attributes]) if (name !== "lang") span.removeAttribute(name)
  }
  return `<span lang="${element.closest("[lang]").lang}">${clone.innerHTML.trim()}</span>`
}
// Without a secure connection browsers have no other way; the event is answered by hand, for they would take fonts and colours along
const copyByCommand = (element, types) => {
  const range = document.createRange()
  range.selectNodeContents(element) // WebKit and Firefox copy nothing where nothing is selected
  const selection = getSelection()
  selection.removeAllRanges()
  selection.addRange(range)
  const answer = event => {
    event.preventDefault()
    event.stopImmediatePropagation()
    for (const [type, content] of Object.entries(types)) event.clipboardData.setData(type, content)
  }
  document.addEventListener("copy", answer, { capture: true, once: true })
  const done = document.execCommand("copy")
  document.removeEventListener("copy", answer, { capture: true })
  return done
}
const copy = async element => {
  const types = { "text/plain": element.textContent.trim() }
  if (!("plain" in element.dataset)) types["text/html"] = bare(element)
  let done = false
  try {
    const blobs = Object.entries(types).map(([type, content]) => [type, new Blob([content], { type })])
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
    done = true
  } catch {
    done = copyByCommand(element, types)
  }
  say(done ? status.dataset.copied : status.dataset.failed)
}
document.addEventListener("click", event => {
  const button = event.target.closest(".copy")
  if (!button) return
  const { copy: id, copyOf } = button.dataset
  copy(id ? document.getElementById(id) : button.parentElement.querySelector(`.${copyOf}`))
})
