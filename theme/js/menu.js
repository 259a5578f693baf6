// Menu and search open by boxes to tick, which need no script. With it they are buttons, in their place in the header.
{
  for (const label of document.querySelectorAll(":is(.md-header__button, .md-search__icon)[for]")) {
    const toggle = document.getElementById(label.htmlFor)
    const focused = document.activeElement === toggle
    const button = Object.assign(document.createElement("button"), { type: "button", className: "switch" })
    button.setAttribute("aria-label", label.title)
    button.append(...label.childNodes)
    label.append(button)
    button.addEventListener("click", () => toggle.click())
    const drawer = toggle.id === "__drawer" && document.querySelector(".md-sidebar--primary")
    if (focused && !toggle.checked && isVisible(button)) button.focus()
    if (!drawer) continue
    const out = Object.assign(document.createElement("button"), { type: "button", className: "menu-close", textContent: label.dataset.close })
    drawer.querySelector("nav").prepend(out)
    out.addEventListener("click", () => toggle.click())
    const enter = () => [...drawer.querySelectorAll("a[href]")].find(isVisible)?.focus()
    const tell = () => button.setAttribute("aria-expanded", toggle.checked)
    const shut = () => { toggle.checked = false; tell() }
    tell()
    // the open menu covers the header: who goes on by keyboard goes on in it
    if (focused && toggle.checked) enter()
    toggle.addEventListener("change", () => {
      tell()
      if (toggle.checked) enter()
      else if (drawer.contains(document.activeElement)) button.focus()
    })
    drawer.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !toggle.checked) return
      shut()
      button.focus()
    })
    drawer.addEventListener("focusout", event => {
      if (toggle.checked && event.relatedTarget && !drawer.contains(event.relatedTarget)) shut()
    })
    drawer.addEventListener("click", event => { if (event.target.closest("a[href]")) shut() })
  }
}
