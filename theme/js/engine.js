// Searches the texts of one locale with lunr. The build puts lunr and its stemmers before this script.

// One spelling for all: full-width letters as plain ones, ё as е, no case, no accents (but й stays), and none of the
// characters that are not seen: soft hyphens, zero-width spaces, marks of direction.
const fold = text => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u0305\u0307-\u036f\ufe00-\ufe0f]|\p{Cf}/gu, "").normalize("NFC")
// What a function says of a text, found once: an index of a few thousand words asks it of tens of thousands
const once = answer => {
  const known = new Map()
  return text => {
    if (!known.has(text)) known.set(text, answer(text))
    return known.get(text)
  }
}
const LETTERS = String.raw`[\p{L}\p{M}\d\p{Cf}]+`
const WORD = new RegExp(String.raw`\p{Script=Han}|${LETTERS}?(?=\p{Script=Han})|${LETTERS}`, "gu")
const words = text => Array.from(fold(text).matchAll(WORD), ([word]) => word)

// The words of a text with their places in it. Folding must not move letters: each is folded where that leaves its length.
const foldWord = once(fold)
const foldLetter = once(letter => { const one = fold(letter); return one.length === letter.length ? one : letter.toLowerCase() })
const positions = text => {
  const folded = Array.from(text, foldLetter).join("")
  return Array.from(folded.matchAll(WORD), match => ({ word: foldWord(match[0]), at: match.index, length: match[0].length })).filter(({ word }) => word)
}

const stemmers = { own: lunr.stemmer }
for (const [code, own] of Object.entries(lunr)) if (own?.stemmer && code.length === 2) stemmers[code] = own.stemmer
const others = Object.keys(stemmers).filter(code => code !== "own")
const stem = once(word => {
  if (word.length < 3 || /\d/.test(word)) return word
  word = word.replace(/iz(?=(?:e|es|ed|er|ers|ing|ation|ations)$)/, "is") // organization, organisation
  let found = stemmers.own(new lunr.Token(word, {})).toString()
  // a stemmer leaves words of other letters as they are
  for (const code of others) if (found === word) found = stemmers[code](new lunr.Token(word, {})).toString()
  return found
})
const isStop = (word, locale) => window.searchable[locale].stops.includes(word) || [lunr, ...others.map(code => lunr[code])].some(({ stopWordFilter }) => stopWordFilter(new lunr.Token(word, {})) === undefined)

const BOOST = { title: 4, text: 1, names: 1.5, notes: 0.3, place: 0.3 }
// "=" stands before a word as it is written, to tell it from a stem: what is exact counts more
const build = documents => {
  const names = Object.fromEntries(documents.filter(one => one.kind === "entry").map(one => [one.id, one.names]))
  for (const one of documents) if (one.see) one.names = one.see.map(id => names[id]).join(" · ")
  const builder = new lunr.Builder()
  builder.ref("ref")
  for (const [field, boost] of Object.entries(BOOST)) builder.field(field, { boost })
  builder.metadataWhitelist = ["position"]
  builder.tokenizer = text => positions(String(text ?? "")).flatMap(({ word, at, length }) =>
    [stem(word), `=${word}`].map(token => new lunr.Token(token, { position: [at, length] })))
  documents.forEach((one, id) => builder.add({ ...one, ref: id }, { boost: one.kind === "heading" ? 2 : 1 }))
  const index = builder.build()
  const terms = Object.keys(index.invertedIndex)
  return { index, stems: terms.filter(term => !term.startsWith("=")), words: terms.filter(term => term.startsWith("=")).map(term => term.slice(1)) }
}
const built = {}
const indexOf = locale => (built[locale] ??= build(window.searchable[locale].documents))

// Stems of the same family: one begins with the other (таможен, таможенник), or they differ by a vowel (таможн, таможен)
const related = (a, b) => {
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const [short, long] = [a.slice(same), b.slice(same)].sort((one, other) => one.length - other.length)
  return same > 4 && short.length < 2 && long.includes(short)
}
const FEW = 4
// Where one word is found: its stem, the word itself, and, for the last word while it is typed, what begins with it
const hitsOf = (word, locale, last) => {
  const { index, stems } = indexOf(locale)
  const own = stem(word)
  const ask = family => index.query(query => {
    query.term(own, {})
    query.term(`=${word}`, { boost: 3 })
    // among words of one stem those that are nearly the same: importers finds importer before important
    if (word.length > 5) query.term(`=${word.slice(0, -1)}`, { boost: 1, wildcard: lunr.Query.wildcard.TRAILING })
    if (last && word.length > 1) query.term(`=${word}`, { boost: 0.5, wildcard: lunr.Query.wildcard.TRAILING })
    for (const other of family) query.term(other, { boost: 0.5 })
  })
  const hits = ask([])
  return hits.length < FEW ? ask(stems.filter(other => other !== own && related(own, other))) : hits
}

// The words of a query, without stop words if others are left
const asked = (text, locale) => {
  const all = words(text.slice(0, 1000)).filter(word => word).slice(0, 20)
  const telling = all.filter(word => !isStop(word, locale))
  return telling.length ? telling : all
}

// Documents that have every word, best first: [{ document, places: { field: [[at, length]] } }]
const search = (text, locale) => {
  let found = null
  asked(text, locale).forEach((word, number, wanted) => {
    const hits = hitsOf(word, locale, number === wanted.length - 1)
    const both = hits.filter(({ ref }) => !found || found.has(ref)).map(({ ref, score, matchData }) => {
      const before = found?.get(ref) ?? { score: 0, matches: [] }
      return [ref, { score: before.score + score, matches: [...before.matches, matchData] }]
    })
    found = new Map(both)
  })
  return [...(found ?? [])].sort(([, a], [, b]) => b.score - a.score).map(([ref, { matches }]) => {
    const places = {}
    for (const { metadata } of matches) for (const fields of Object.values(metadata)) for (const [field, { position }] of Object.entries(fields)) (places[field] ??= []).push(...position)
    for (const field in places) places[field].sort(([a], [b]) => a - b)
    return { document: window.searchable[locale].documents[ref], places }
  })
}
