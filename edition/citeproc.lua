-- Formats references with pandoc's citeproc: `pandoc lua citeproc.lua`, JSON from standard input to standard output.
-- In:  [{"csl": path, "locale": "en-US", "items": [CSL-JSON, …]}, …]; every item has its own id.
-- Out: {id: {"entry": [[text, italic], …], "note": [[text, italic], …]}}, "note" being the first footnote that cites
--      the item at its `page`; only styles with notes give one.

-- Runs of text of one kind, from pandoc's inlines.
local function runs(inlines, italic, found)
  found = found or {}
  for _, inline in ipairs(inlines) do
    if inline.content then
      runs(inline.content, italic or inline.t == "Emph", found)
    else
      local text = inline.t == "Str" and inline.text or " "
      local last = found[#found]
      if last and last[2] == italic then last[1] = last[1] .. text else table.insert(found, { text, italic }) end
    end
  end
  return found
end

local result = {}
for _, job in ipairs(pandoc.json.decode(io.read("a"), false)) do
  local cited = pandoc.Blocks({})
  for _, item in ipairs(job.items) do
    local locator = item.page and { pandoc.Str(", p. " .. item.page) } or {}
    cited:insert(pandoc.Para({ pandoc.Cite({}, { pandoc.Citation(item.id, "NormalCitation", {}, locator) }) }))
    result[item.id] = {}
  end
  local meta = { csl = job.csl, lang = job.locale, references = job.items }
  local document = pandoc.utils.citeproc(pandoc.Pandoc(cited, meta))
  for at, item in ipairs(job.items) do
    local note = document.blocks[at].content[1].content[1]
    if note and note.t == "Note" then result[item.id].note = runs(note.content[1].content, false) end
  end
  document:walk({
    Div = function(div)
      local id = div.identifier:match("^ref%-(.+)$")
      if not (id and div.classes:includes("csl-entry")) then return end
      local found = runs(div.content[1].content, false)
      result[id].entry = found
    end,
  })
end
print(pandoc.json.encode(result))
