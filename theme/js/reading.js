// The contents show which part of the page is being read.
{
  const parts = [...document.querySelectorAll(".toc a")].map(link => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]).filter(([heading]) => heading)
  const mark = () => {
    const [, current] = parts.findLast(([heading]) => heading.getBoundingClientRect().top < innerHeight / 3) ?? []
    for (const [, link] of parts) {
      if (link === current) link.setAttribute("aria-current", "location")
      else link.removeAttribute("aria-current")
    }
  }
  // headings come into the upper third of the window and leave it
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" })
  for (const [heading] of parts) observer.observe(heading)
}
