// The date on which the reader cites this edition, in the form that the style has: its letters are those of `VISITS` in edition/cited.py
const fillVisits = root => {
  const now = new Date()
  const named = month => new Intl.DateTimeFormat("en-US", { month }).format(now)
  const long = named("long")
  const parts = {
    YYYY: now.getFullYear(),
    MMMM: long,
    "MMM.": long.length > 4 ? `${long.slice(0, long === "September" ? 4 : 3)}.` : long,
    MMM: long.slice(0, 3),
    MM: String(now.getMonth() + 1).padStart(2, "0"),
    DD: String(now.getDate()).padStart(2, "0"),
    D: now.getDate(),
  }
  for (const visit of root.querySelectorAll(".visit")) {
    visit.textContent = visit.dataset.as.replace(/YYYY|MMMM|MMM\.|MMM|MM|DD|D/g, part => parts[part])
  }
}
fillVisits(document);
