"""What language a phrase is in, told by its letters (WCAG 2.2, 3.1.2 Language of Parts)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import regex
from babel import Locale

# What may stand between two words of a phrase
BETWEEN = r"\d\s.,:;·'’‘“”„" + '"' + r"«»()№/–—\-《》、，。：；（）"
ROMAN = regex.compile(r"[IVXLCDM]+")
WORDS = regex.compile(r"\p{L}+")
# What Python-Markdown puts into a text for raw HTML: a number between two control characters
STASHED = regex.compile("(\x02[^\x03]*\x03)")
SILENT = ("code", "script", "style", "svg")


def foreign_phrases(name: str, scripts: dict[str, str]) -> dict[str, str]:
    """What a phrase foreign to a locale looks like: {language: regular expression}, for Python's `regex` and JavaScript's `u`.

    `scripts` is the language of each script's letters, by the script's Unicode name: {"Han": "zh-Hans"}. The scripts in
    which the locale's own `name` is written are not foreign to it: "Deutsch" and "English" are both Latin.
    """
    return {
        language: rf"\p{{Script={script}}}(?:[\p{{Script={script}}}\p{{M}}{BETWEEN}]*[\p{{Script={script}}}\p{{M}}\d）])?"
        for script, language in scripts.items()
        if not regex.search(rf"\p{{Script={script}}}", name)
    }


class Languages:
    """Marks foreign phrases on the pages of one locale. `phrases` is what `foreign_phrases` gives."""

    def __init__(self, phrases: dict[str, str]) -> None:
        self.phrases = phrases
        self._patterns = [(language, regex.compile(pattern)) for language, pattern in phrases.items()]

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in runs of one language: (run, its language, or "" where it is not foreign). Roman numerals are not foreign."""
        parts: list[tuple[str, str]] = [(part, "\x02" if part.startswith("\x02") else "") for part in STASHED.split(text)]
        for language, pattern in self._patterns:
            split: list[tuple[str, str]] = []
            for part, spoken in parts:
                at = 0
                for match in pattern.finditer(part) if not spoken else ():
                    if all(ROMAN.fullmatch(word) for word in WORDS.findall(match[0])):
                        continue
                    split += [(part[at : match.start()], ""), (match[0], language)]
                    at = match.end()
                split.append((part[at:], spoken))
            parts = split
        return ((part, spoken.strip("\x02")) for part, spoken in parts if part)

    def mark_tree(self, element: Element) -> None:
        """Wrap foreign phrases within `element` in `<span lang>`; what has a `lang` of its own, and code, is left as it is."""
        for child in list(element):
            if child.get("lang") is None and child.tag not in SILENT:
                self.mark_tree(child)
            self._wrap(element, child)
        self._wrap(element, None)

    def _wrap(self, parent: Element, after: Element | None) -> None:
        """Wrap what is foreign in the text that follows a child of `parent`, or in the text before its first child."""
        runs = list(self.runs((parent.text if after is None else after.tail) or ""))
        if not any(language for _, language in runs):
            return
        at = 0 if after is None else list(parent).index(after) + 1
        holder, field = (parent, "text") if after is None else (after, "tail")
        setattr(holder, field, "")
        for run, language in runs:
            if language:
                holder, field = Element("span", {"lang": language}), "tail"
                holder.text = run
                parent.insert(at, holder)
                at += 1
            else:
                setattr(holder, field, (getattr(holder, field) or "") + run)

    def mark_html(self, html: str) -> str:
        """The same for a fragment of HTML that templates make."""
        marker = _Marker(self)
        marker.feed(html)
        marker.close()
        return "".join(marker.out)


class _Marker(HTMLParser):
    """Gives a fragment back as it is, foreign phrases of its text wrapped."""

    def __init__(self, languages: Languages) -> None:
        super().__init__(convert_charrefs=True)
        self.languages, self.out, self.stack = languages, list[str](), list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")
        silent = bool(self.stack) and self.stack[-1][1]
        self.stack.append((tag, silent or tag in SILENT or "lang" in dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        silent = bool(self.stack) and self.stack[-1][1]
        for run, language in [(data, "")] if silent else self.languages.runs(data):
            text = escape(run, quote=False)
            self.out.append(f'<span lang="{language}">{text}</span>' if language else text)


def text_direction(locale: str) -> str:
    """In which direction a locale is written, "ltr" or "rtl", as Babel has it from the CLDR."""
    return str(Locale.parse(locale, sep="-").text_direction)
