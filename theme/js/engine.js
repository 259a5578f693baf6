// Searches the texts of one locale with lunr. The build puts lunr and its stemmers before this script.
window.editionSearch = (() => {
  "use strict"
  // One spelling for all: ё as е, no case, no accents (but й stays), any dash or mark of punctuation a gap.
  const fold = text => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u0305\u0307-\u036f]/g, "").normalize("NFC")
  const WORD = /[\u3400-\u9fff]|[\p{L}\p{M}\d]+?(?=[\u3400-\u9fff])|[\p{L}\p{M}\d]+/gu
  const words = text => Array.from(fold(text).matchAll(WORD), match => ({ word: match[0], at: match.index }))

  // Folding must not move letters: a text is folded letter by letter where it is as long as before, else searched as it is.
  const positions = text => {
    const folded = Array.from(text, letter => { const one = fold(letter); return one.length === letter.length ? one : letter.toLowerCase() }).join("")
    return Array.from(folded.matchAll(WORD), match => ({ word: fold(match[0]), at: match.index, length: match[0].length }))
  }
  const stemmers = { latin: lunr.stemmer }
  for (const [code, own] of Object.entries(lunr)) if (own?.stemmer && code.length === 2) stemmers[code] = own.stemmer
  const others = Object.keys(stemmers).filter(code => code !== "latin")
  const stem = word => {
    if (word.length < 3 || /\d/.test(word)) return word
    word = word.replace(/iz(?=(?:e|es|ed|er|ers|ing|ation|ations)$)/, "is") // organization, organisation
    let found = stemmers.latin(new lunr.Token(word, {})).toString()
    // a stemmer leaves words of other letters as they are
    for (const code of others) if (found === word) found = stemmers[code](new lunr.Token(word, {})).toString()
    return found
  }
  const isStop = word => lunr.stopWordFilter(new lunr.Token(word, {})) === undefined ||
    others.some(code => lunr[code].stopWordFilter(new lunr.Token(word, {})) === undefined)

  const BOOST = { title: 4, text: 1, names: 1.5, notes: 0.3 }
  // "=" stands before a word as it is written, to tell it from a stem: what is exact counts more
  const build = documents => {
    const names = Object.fromEntries(documents.filter(one => one.id).map(one => [one.id, one.names]))
    for (const one of documents) if (one.see) one.names = one.see.map(id => names[id]).join(" · ")
    const builder = new lunr.Builder()
    builder.ref("ref")
    for (const [field, boost] of Object.entries(BOOST)) builder.field(field, { boost })
    builder.metadataWhitelist = ["position"]
    builder.tokenizer = text => positions(String(text ?? "")).flatMap(({ word, at, length }) =>
      [stem(word), `=${word}`].map(token => new lunr.Token(token, { position: [at, length] })))
    documents.forEach((one, id) => builder.add({ ...one, ref: id }, { boost: one.kind === "heading" ? 2 : 1 }))
    return builder.build()
  }
  const built = {}
  const indexOf = locale => (built[locale] ??= build(window.searchable[locale]))

  // Where one word is found: its stem, the word itself, and, for the last word while it is typed, what begins with it
  const one = (index, word, last) => index.query(query => {
    query.term(stem(word), {})
    query.term(`=${word}`, { boost: 3 })
    // among words of one stem those that are nearly the same: importers finds importer before important
    if (word.length > 5) query.term(`=${word.slice(0, -1)}`, { boost: 1, wildcard: lunr.Query.wildcard.TRAILING })
    if (last && word.length > 1) query.term(`=${word}`, { boost: 0.5, wildcard: lunr.Query.wildcard.TRAILING })
  })
  const asked = text => {
    const all = words(text.slice(0, 1000)).map(({ word }) => word).slice(0, 20)
    const telling = all.filter(word => !isStop(word))
    return telling.length ? telling : all
  }

  // Documents that have every word, best first: [{ document, places: { field: [[at, length]] } }]
  const search = (text, locale) => {
    const index = indexOf(locale)
    let found = null
    const wanted = asked(text)
    wanted.forEach((word, number) => {
      const hits = new Map(one(index, word, number === wanted.length - 1).map(hit => [hit.ref, hit]))
      found = new Map([...(found ?? hits)].filter(([ref]) => hits.has(ref)).map(([ref, before]) => [
        ref,
        found ? { score: before.score + hits.get(ref).score, matches: [...before.matches, hits.get(ref).matchData] } : { score: before.score, matches: [before.matchData] },
      ]))
    })
    return [...(found ?? [])].sort(([, a], [, b]) => b.score - a.score).map(([ref, { matches }]) => {
      const places = {}
      for (const { metadata } of matches) for (const fields of Object.values(metadata)) for (const [field, { position }] of Object.entries(fields)) (places[field] ??= []).push(...position)
      for (const field in places) places[field].sort(([a], [b]) => a - b)
      return { document: window.searchable[locale][ref], places }
    })
  }
  // Words of the texts that are spelt nearly like those asked for
  const near = (text, locale) => {
    const found = new Set()
    for (const word of asked(text)) {
      if (word.length < 4 || word.length > 30) continue
      const hits = indexOf(locale).query(query => query.term(`=${word}`, { editDistance: word.length > 6 ? 2 : 1 }))
      for (const { matchData } of hits) for (const term of Object.keys(matchData.metadata)) if (term.startsWith("=")) found.add(term.slice(1))
    }
    return [...found].slice(0, 5)
  }

  // A text as nodes, what is foreign in it with its language, as the build marks it in pages (markup.py)
  const spoken = (text, locale) => {
    let parts = [text]
    for (const [lang, letters] of Object.entries(window.foreign[locale])) {
      parts = parts.flatMap(part => {
        if (typeof part !== "string") return [part]
        const runs = new RegExp(letters, "gu"), split = []
        let at = 0
        for (const { 0: run, index } of part.matchAll(runs)) {
          if ((run.match(/\p{L}+/gu) ?? []).every(word => /^[IVXLCDM]+$/.test(word))) continue
          split.push(part.slice(at, index), Object.assign(document.createElement("span"), { lang, textContent: run }))
          at = index + run.length
        }
        return [...split, part.slice(at)]
      })
    }
    return parts.filter(part => part !== "")
  }
  // A text with the places found marked, as nodes: nothing of a query becomes mark-up
  const marked = (text, locale, places = [], around = Infinity) => {
    const nodes = document.createDocumentFragment()
    const first = places[0]?.[0] ?? 0
    const from = first > around ? text.indexOf(" ", first - around) + 1 : 0
    const to = from + 2.6 * around < text.length ? text.lastIndexOf(" ", from + 2.6 * around) : text.length
    if (from) nodes.append("… ")
    let at = from
    for (const [start, length] of places) {
      if (start < at || start + length > to) continue
      const found = document.createElement("mark")
      found.append(...spoken(text.slice(start, start + length), locale))
      nodes.append(...spoken(text.slice(at, start), locale), found)
      at = start + length
    }
    nodes.append(...spoken(text.slice(at, to), locale))
    if (to < text.length) nodes.append(" …")
    return nodes
  }
  return { search, near, marked }
})()
