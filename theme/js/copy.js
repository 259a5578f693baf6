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
