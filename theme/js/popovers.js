// Menu and search are popovers: the browser opens them, closes them by Escape or a press beside, and gives the focus back.
// Who leaves one by keyboard, or by a link to a place on this page, sees where that leads. Cards see to their links themselves.
document.addEventListener("focusin", ({ target, isTrusted }) => {
  if (!isTrusted) return // dispatched by js/reach.js for a script that has just loaded: the focus has not moved
  for (const open of document.querySelectorAll(":popover-open")) {
    const controls = target.getAttribute("popovertarget") ?? target.getAttribute("aria-controls")
    if (!open.contains(target) && controls !== open.id) open.hidePopover()
  }
})
document.addEventListener("click", event => event.target.closest(":popover-open:not(.card) a[href]")?.closest("[popover]").hidePopover())
