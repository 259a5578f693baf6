// The panel of a heading or paragraph: its mark opens and closes it; without this script the mark is a plain link.
(() => {
  const template = document.getElementById("panel")
  if (!template) return
  // The same paragraph in another language, beneath this one: its text comes in a script, which a page from a file may load too.
  const twinOf = (place, locale) => document.getElementById(`twin-${locale}-${place.id}`)
  const texts = async (locale, address) => { await loadScript(address); return window.passages[locale] }
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
    for (const address of panel.querySelectorAll(".panel-edition .address")) address.textContent += `#${place.id}`
    fillVisits(panel)
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
