-- Formats references with pandoc's citeproc and writes them as files: `pandoc lua citeproc.lua`,
-- JSON from standard input to standard output (https://pandoc.org/lua-filters.html).
--
-- In:  {"references": [{"id": …, "csl": path, "locale": "en-US", "item": CSL-JSON}, …],
--       "files": [{"id": …, "format": "bibtex", "item": CSL-JSON}, …]}
-- Out: {"references": {id: {"entry": [[text, italic], …], "note": [[text, italic], …]}}, "files": {id: text}}
--      "entry" is the entry in a list of references, without its number; "note" is the first footnote that cites the
--      item at its `page`, given by styles with notes alone.

-- Runs of text of one kind, from pandoc's inlines.
local function runs(inlines, italic, found)
  for _, inline in ipairs(inlines) do
    if inline.content then
      if not (inline.t == "Span" and inline.classes:includes("csl-left-margin")) then
        runs(inline.content, italic or inline.t == "Emph", found)
      end
    else
      local text = inline.t == "Str" and inline.text or " "
      local last = found[#found]
      if last and last[2] == italic then last[1] = last[1] .. text else table.insert(found, { text, italic }) end
    end
  end
  return found
end

local asked = pandoc.json.decode(io.read("a"), false)
local given = { references = {}, files = {} }

-- Each alone: beside each other, items of one author and year would be told apart, "2019a".
for _, request in ipairs(asked.references) do
  local item = request.item
  local locator = item.page and { pandoc.Str(", p. " .. item.page) } or {}
  local cite = pandoc.Cite({}, { pandoc.Citation(item.id, "NormalCitation", {}, locator) })
  local meta = { csl = request.csl, lang = request.locale, references = { item } }
  local document = pandoc.utils.citeproc(pandoc.Pandoc({ pandoc.Para({ cite }) }, meta))
  local result = {}
  document:walk({
    Note = function(note) result.note = runs(note.content[1].content, false, {}) end,
    Div = function(div)
      if div.classes:includes("csl-entry") then result.entry = runs(div.content[1].content, false, {}) end
    end,
  })
  given.references[request.id] = result
end

for _, request in ipairs(asked.files) do
  given.files[request.id] = pandoc.write(pandoc.Pandoc({}, { references = { request.item } }), request.format, { wrap_text = "none" })
end

print(pandoc.json.encode(given))
