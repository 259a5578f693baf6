// The contents show which part of the page is being read: the last whose heading stands above the lower two thirds of the window
{
  const parts = [...document.querySelectorAll(".toc a")].map(link => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]).filter(([heading]) => heading)
  const begun = new Set()
  const mark = entries => {
    for (const { target, isIntersecting } of entries) begun[isIntersecting ? "add" : "delete"](target)
    const [, current] = parts.findLast(([heading]) => begun.has(heading)) ?? []
    for (const [, link] of parts) {
      if (link === current) link.setAttribute("aria-current", "location")
      else link.removeAttribute("aria-current")
    }
    // in sight, where there are more of them than the window has room for
    const menu = current?.closest(".menu")
    if (menu) menu.scrollTop = current.offsetTop - menu.clientHeight / 2
  }
  // however far above: who comes from afar at once passes headings that are never seen
  const observer = new IntersectionObserver(mark, { rootMargin: "1000000px 0px -66% 0px" })
  for (const [heading] of parts) observer.observe(heading)
}
