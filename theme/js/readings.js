// What a query that finds nothing may mean: typed on another keyboard, written in other letters, or misspelt.

// A chunk of a query as the same keys give it on each of the other keyboards
const retyped = (chunk, locale) => {
  const { keyboards } = window.searchable[locale]
  const typed = Array.from(chunk.toLowerCase())
  return keyboards.flatMap(from => keyboards.filter(to => to !== from && typed.every(key => from.includes(key)))
    .map(to => typed.map(key => to[from.indexOf(key)]).join("").toLowerCase()))
}

// A word in Latin letters, and what is common to all the ways to write it so: kh or h, ya or ia, ts or c
const inLatin = (word, locale) => Array.from(word, letter => window.searchable[locale].letters[letter] ?? letter).join("")
const SOUNDS = [[/[\u02b9\u02bc'’]/g, ""], [/kh|x/g, "h"], [/shch|sch/g, "shch"], [/ts|tz|c(?!h)/g, "c"], [/w/g, "v"], [/[yj]/g, "i"], [/i+/g, "i"], [/i[eo]/g, "e"]]
const sound = (word, locale) => SOUNDS.reduce((text, [from, to]) => text.replace(from, to), inLatin(word, locale))
const isLatin = (word, locale) => inLatin(word, locale) === word
// The words of the texts and how they and their stems sound; found once, for that takes longer than a search
const sounds = {}
const soundsOf = locale => (sounds[locale] ??= indexOf(locale).words.map(word =>
  ({ word, latin: isLatin(word, locale), heard: sound(word, locale), root: sound(stem(word), locale) })))

// The word of the texts in other letters that sounds the same, or, where Latin stands for other letters, all but its ending
const ENDING = 3
const respelt = (word, locale) => {
  const wanted = sound(word, locale), latin = isLatin(word, locale)
  const ending = latin ? ENDING : -1
  const near = soundsOf(locale).filter(one => one.latin !== latin && (one.heard === wanted || one.root === wanted ||
    (one.root.length > 3 && wanted.startsWith(one.root) && wanted.length - one.root.length <= ending)))
  const distance = ({ heard }) => heard === wanted ? -1 : Math.abs(heard.length - wanted.length)
  return near.sort((a, b) => distance(a) - distance(b))[0]?.word
}

const isFound = (chunk, locale) => {
  const all = words(chunk).filter(word => word)
  return all.length > 0 && all.every(word => isStop(word, locale) || hitsOf(word, locale, true).length)
}
const meant = (chunk, locale) => {
  const all = words(chunk).map(word => respelt(word, locale))
  return [...retyped(chunk, locale), ...(all.length && all.every(word => word) ? [all.join(" ")] : [])].find(one => isFound(one, locale))
}

// The results of a query as it is typed; where they are few, of what it may mean too: { results, reading, typed }, with the
// number of those that answer what was typed, and `reading` empty where nothing else was meant
const find = (text, locale) => {
  const results = search(text, locale)
  const nothing = { results, reading: "", typed: results.length }
  if (results.length >= FEW) return nothing
  const chunks = fold(text.slice(0, 1000)).split(/\s+/).filter(chunk => chunk).slice(0, 20)
  for (const keep of [chunk => isFound(chunk, locale), () => false]) {
    const reading = chunks.map(chunk => keep(chunk) ? chunk : meant(chunk, locale) ?? chunk).join(" ")
    const others = reading === chunks.join(" ") ? [] : search(reading, locale)
    const added = others.filter(({ document }) => !results.some(one => one.document === document))
    if (added.length) return { results: [...results, ...added], reading, typed: results.length }
  }
  return nothing
}

// Words of the texts that are spelt nearly like those asked for
const spellings = (text, locale) => {
  const found = new Set()
  for (const word of asked(text, locale)) {
    if (word.length < 4 || word.length > 30) continue
    const hits = indexOf(locale).index.query(query => query.term(`=${word}`, { editDistance: word.length > 6 ? 2 : 1 }))
    for (const { matchData } of hits) for (const term of Object.keys(matchData.metadata)) if (term.startsWith("=")) found.add(term.slice(1))
  }
  return [...found].slice(0, 5)
}
