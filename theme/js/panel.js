// The panel of a heading or passage: its mark opens and closes it, one at a time; without this script the mark is a plain link.
const { loadScript, say, copy, fillVisits } = window.edition
// The address of a place on this page, or on its counterpart in another language, without the view that its reader has
// chosen; of a copy that was opened from a folder it is the one on the site.
const addressOf = (place, language = document.querySelector(".languages [aria-current]")) => {
  const address = new URL(language.dataset.online ?? language.href)
  address.search = ""
  address.hash = place.id
  return address.href
}
{
  const template = document.getElementById("panel")
  let opened = null // the mark whose panel is open
  const close = () => {
    const panel = document.getElementById(opened.getAttribute("aria-controls"))
    const inside = panel.contains(document.activeElement)
    panel.remove()
    opened.setAttribute("aria-expanded", "false")
    opened.removeAttribute("aria-controls")
    if (inside) opened.focus()
    opened = null
  }
  const open = mark => {
    const place = document.getElementById(decodeURIComponent(mark.hash.slice(1)))
    const panel = template.content.firstElementChild.cloneNode(true)
    panel.id = `panel-${place.id}`
    panel.querySelector(".panel-place").textContent = mark.dataset.place ?? mark.textContent
    const link = panel.querySelector(".panel-link")
    link.href = link.textContent = addressOf(place)
    const neutral = panel.querySelector(".panel-neutral")
    neutral.href = neutral.dataset.pattern.replace("{}", place.id)
    for (const form of panel.querySelectorAll(".panel-form")) if (form.dataset.page !== place.dataset.page) form.remove()
    for (const address of panel.querySelectorAll(".panel-edition .address")) address.textContent += `#${place.id}`
    fillVisits(panel)
    const since = panel.querySelector(".panel-since")
    since.textContent = mark.dataset.since ?? ""
    since.hidden = !since.textContent
    const report = panel.querySelector(".panel-report")
    if (report) {
      const said = [addressOf(place), mark.dataset.place, document.documentElement.lang, report.dataset.version, String(getSelection())]
      report.href += encodeURIComponent(said.filter(Boolean).join("\n"))
    }
    place.closest(".passage").after(panel)
    neutral.textContent = neutral.href
    // in the page: an address in a template has no base
    for (const other of panel.querySelectorAll(".panel-counterpart a")) other.hash = place.id
    mark.setAttribute("aria-controls", panel.id)
    mark.setAttribute("aria-expanded", "true")
    opened = mark
    history.replaceState(history.state, "", mark.href)
  }
  // The same passage in another language, beneath the button that asks for it. Its text comes in a script, which a page
  // from a file may load too.
  const toggleCounterpart = async button => {
    const { locale, script, show, hide, shown } = button.dataset
    const holder = button.closest(".panel-counterpart")
    const there = holder.querySelector(".counterpart")
    if (there) there.remove()
    else {
      const place = holder.closest(".panel").id.replace("panel-", "")
      try {
        await loadScript(script)
        const { tag, html } = window.passages[locale][place]
        const counterpart = Object.assign(document.createElement("div"), { className: "counterpart", id: `counterpart-${place}`, lang: locale })
        counterpart.innerHTML = tag.startsWith("h") ? `<p>${html}</p>` : `<${tag}>${html}</${tag}>`
        if (!holder.isConnected || holder.querySelector(".counterpart")) return // closed, or pressed twice, while it was on its way
        holder.append(counterpart)
        button.setAttribute("aria-controls", counterpart.id)
        counterpart.scrollIntoView({ block: "nearest" })
        say(shown)
      } catch {
        if (holder.isConnected) location = holder.querySelector("a").href
        return
      }
    }
    button.setAttribute("aria-expanded", !there)
    button.firstElementChild.textContent = there ? show : hide
  }
  const press = mark => {
    const again = mark === opened
    if (opened) close()
    if (!again) open(mark)
  }
  if (template) {
    document.addEventListener("click", event => {
      const mark = event.target.closest("a.mark")
      if (mark && isPlain(event)) {
        event.preventDefault()
        press(mark)
      } else if (event.target.closest(".panel-close")) close()
      else if (event.target.closest(".show")) toggleCounterpart(event.target.closest(".show"))
    })
    document.addEventListener("keydown", event => {
      if (event.key === " " && event.target.matches("a.mark")) {
        event.preventDefault()
        if (!event.repeat) press(event.target)
      } else if (event.key === "Escape" && !event.isComposing && opened && !document.querySelector(":popover-open")) close()
    })
  }
}
