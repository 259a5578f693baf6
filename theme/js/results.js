// The list of results. Nothing of a query becomes mark-up: every text is put in as text.
const SHOWN = 30
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

// A text as nodes, what is foreign in it with its language, by the patterns that the build marks pages with
const spoken = (text, locale) => {
  let parts = [text]
  for (const [lang, pattern] of Object.entries(window.searchable[locale].phrases)) {
    parts = parts.flatMap(part => {
      if (typeof part !== "string") return [part]
      const split = []
      let at = 0
      for (const { 0: run, index } of part.matchAll(new RegExp(pattern, "gu"))) {
        if ((run.match(/\p{L}+/gu) ?? []).every(word => /^[IVXLCDM]+$/.test(word))) continue
        split.push(part.slice(at, index), make("span", { lang, textContent: run }))
        at = index + run.length
      }
      return [...split, part.slice(at)]
    })
  }
  return parts.filter(part => part !== "")
}

// A text with the places found marked, or so much of it as stands around the first of them
const marked = (text, locale, places = [], around = Infinity) => {
  const nodes = document.createDocumentFragment()
  const first = places[0]?.[0] ?? 0
  const from = first > around ? text.indexOf(" ", first - around) + 1 : 0
  const to = from + 2.6 * around < text.length ? text.lastIndexOf(" ", from + 2.6 * around) : text.length
  if (from) nodes.append("… ")
  let at = from
  for (const [start, length] of places) {
    if (start < at || start + length > to) continue
    nodes.append(...spoken(text.slice(at, start), locale), make("mark", {}, ...spoken(text.slice(start, start + length), locale)))
    at = start + length
  }
  nodes.append(...spoken(text.slice(at, to), locale))
  if (to < text.length) nodes.append(" …")
  return nodes
}

const address = ({ page, id }, locale, base) => `${base.replace(/\/?$/, "/")}${window.searchable[locale].urls[page][locale]}#${id}`

// A result; one in another language says so, and offers the same place in the reader's own
const row = ({ document: found, places }, locale, { base, locale: own, readIn }, language) => {
  const link = make("a", { href: address(found, locale, base) }, make("span", { className: "search-title" }, marked(found.title, locale, places.title)))
  if (found.place) link.append(" ", make("span", { className: "search-place" }, found.place))
  if (language) link.append(" ", make("span", { className: "search-language" }, language))
  const field = ["text", "notes", "names"].find(name => places[name] && found[name]) ?? "text"
  if (found[field]) link.append(" ", make("span", { className: "search-text" }, marked(found[field], locale, places[field], 90)))
  const item = make("li", {}, link)
  if (locale === own) return item
  link.hreflang = item.lang = locale
  item.append(" ", make("a", { className: "search-counterpart", href: address(found, own, base), hreflang: own, lang: own }, readIn))
  return item
}

// "Found: 5. Results for “…” are shown": the query in its language, where it was read otherwise than it is typed
const tell = (told, words, count, { reading, typed }, locale) => {
  told.replaceChildren(words.replace("{}", count))
  if (!reading) return
  const { read, readToo } = told.parentElement.dataset
  const [before, after] = (typed ? readToo : read).split("{}")
  told.append(". ", make("span", { className: "search-read" }, before, ...spoken(reading, locale), after))
}

const suggest = (results, text, locale) => {
  const near = results.querySelector(".search-suggestions")
  const buttons = spellings(text, locale).map(word => {
    const button = make("button", { type: "button", value: word }, ...spoken(word, locale))
    button.addEventListener("click", () => results.dispatchEvent(new CustomEvent("ask", { detail: word })))
    return button
  })
  near.querySelector("span").replaceChildren(...buttons)
  near.hidden = !buttons.length
  for (const link of results.querySelectorAll(".search-glossary")) link.hidden = false
}

// The same query in another language: a link with the number of results, never with none
const offer = ({ other, results }, text) => {
  const link = other.querySelector("a")
  const to = new URL(link.href)
  to.search = `?q=${encodeURIComponent(text.toWellFormed?.() ?? text)}`
  link.href = to
  other.querySelector(".search-other-count").textContent = `(${results.length})`
  other.hidden = !results.length
}

// Answers a query in the list: from the reader's language, where that has nothing from the others. `load` brings the index
// that an element names; an answer that is no longer asked for, as `isCurrent` says, is dropped. Gives true where nothing
// was found, and an index that may have something could not be loaded.
const show = async (results, text, load, isCurrent) => {
  const { dataset } = results
  const list = results.querySelector(".search-list"), told = results.querySelector(".search-status")
  for (const hidden of results.querySelectorAll(".search-suggestions, .search-glossary, .search-other")) hidden.hidden = true
  list.replaceChildren()
  told.textContent = ""
  if (!text.trim()) return
  const own = find(text, dataset.locale)
  list.append(...own.results.slice(0, SHOWN).map(one => row(one, dataset.locale, dataset)))
  if (own.results.length) tell(told, dataset.count, own.results.length, own, dataset.locale)
  const elsewhere = await Promise.all(Array.from(results.querySelectorAll(".search-other"), async other => {
    const { locale } = other.dataset
    return load(other).then(() => ({ other, locale, ...find(text, locale) }), () => ({ other, locale, results: [], failed: true }))
  }))
  if (!isCurrent()) return
  if (own.results.length) return elsewhere.forEach(one => offer(one, text))
  const best = elsewhere.find(one => one.results.length)
  if (!best) {
    if (elsewhere.some(one => one.failed)) return true
    told.textContent = dataset.none
    return suggest(results, text, dataset.locale)
  }
  for (const { other, locale, results: found } of elsewhere) {
    const language = other.querySelector("[lang]").textContent
    list.append(...found.slice(0, SHOWN).map(one => row(one, locale, dataset, language)))
  }
  tell(told, dataset.elsewhere, elsewhere.reduce((sum, one) => sum + one.results.length, 0), best, best.locale)
}

window.editionSearch = { find, show }
