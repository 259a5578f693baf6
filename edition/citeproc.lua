-- Formats references with pandoc's citeproc and writes them as files: `pandoc lua citeproc.lua`,
-- JSON from standard input to standard output (https://pandoc.org/lua-filters.html).
--
-- In:  {"references": [{"id": …, "csl": path, "locale": "en-US", "alone": true, "item": CSL-JSON}, …],
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

-- A style is read once for many items that may stand beside each other; for more, pandoc needs more memory than time
-- is saved. "alone" are those that it would tell apart there ("2019a") or shorten ("———").
local MANY = 100
local batches, open = {}, {}
for _, request in ipairs(asked.references) do
  local key = request.csl .. request.locale
  local batch = not request.alone and open[key] or {}
  if #batch == MANY then batch = {} end
  if #batch == 0 then table.insert(batches, batch) end
  if not request.alone then open[key] = batch end
  table.insert(batch, request)
end

for _, batch in ipairs(batches) do
  local cites, items, results = {}, {}, {}
  for at, request in ipairs(batch) do
    items[at], results[at] = request.item, {}
    items[at].id = tostring(at)
    local locator = request.item.page and { pandoc.Str(", p. " .. request.item.page) } or {}
    cites[at] = pandoc.Para({ pandoc.Cite({}, { pandoc.Citation(tostring(at), "NormalCitation", {}, locator) }) })
    given.references[request.id] = results[at]
  end
  local meta = { csl = batch[1].csl, lang = batch[1].locale, references = items }
  local notes = 0
  pandoc.utils.citeproc(pandoc.Pandoc(cites, meta)):walk({
    Note = function(note)
      notes = notes + 1
      results[notes].note = runs(note.content[1].content, false, {})
    end,
    Div = function(div)
      local at = div.classes:includes("csl-entry") and tonumber(div.identifier:match("^ref%-(%d+)$"))
      if at then results[at].entry = runs(div.content[1].content, false, {}) end
    end,
  })
end

for _, request in ipairs(asked.files) do
  given.files[request.id] = pandoc.write(pandoc.Pandoc({}, { references = { request.item } }), request.format, { wrap_text = "none" })
end

print(pandoc.json.encode(given))
