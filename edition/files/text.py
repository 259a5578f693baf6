"""The text alone: plain and as Markdown, a file a locale; segments as JSON; llms.txt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from ..compared import fingerprints
from ..content import Block, Content, Run
from ..downloads import Download, named, per_locale

if TYPE_CHECKING:
    from ..build import Build
    from ..edition import Edition
    from ..imprint import Imprint

# what Markdown and HTML would take for their own within a text, and what would make a list of a paragraph
MARKDOWN = re.compile(r"[\\`*_\[\]#]")
HTML = re.compile(r"<|&(?=#?\w+;)")
BULLET = re.compile(r"\A(\d*)([-+.)])(?=\s)")

KINDS = {"ul": "list", "ol": "list", "blockquote": "quotation"}


def downloads(edition: Edition) -> list[Download]:
    """The files that the page of downloads offers."""
    return [
        *per_locale(edition, "read", "txt", "txt", "text/plain"),
        *per_locale(edition, "read", "md", "md", "text/markdown"),
        named(edition, "data", "segments", "segments.json", "application/json"),
    ]


def files(edition: Edition, builds: Mapping[str, Build]) -> Iterator[tuple[str, str]]:
    """Address and content of each file; each segment stands at segments/ID.json too."""
    offered = {(one.kind, one.locale): one.address for one in downloads(edition)}
    for locale, build in builds.items():
        yield offered["txt", locale], plain(build)
        yield offered["md", locale], markdown(build)
    listed = segments(edition, builds)
    head = {"source": edition.default, "edition": builds[edition.default].imprint.edition}
    head |= {"reference": builds[edition.default].imprint.reference, "restates": builds[edition.default].imprint.restates}
    yield offered["segments", ""], dump({**head, "segments": listed})
    for segment in listed:
        yield f"segments/{segment['id']}.json", dump({**segment, **head})
    yield "llms.txt", llms(edition, builds)


def dump(data: Any) -> str:
    """JSON as files of the edition have it."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def segments(edition: Edition, builds: Mapping[str, Build]) -> list[dict[str, Any]]:
    """Headings and passages in the article's order: id, printed page, address, fingerprint of the source text, text by locale."""
    prints = fingerprints(edition.documents[edition.default])
    texts = {locale: {block.id: block.text for block in build.content.blocks} for locale, build in builds.items()}
    build = builds[edition.default]
    return [
        {
            "id": block.id,
            "kind": "heading" if block.level else KINDS.get(block.tag, "paragraph"),
            "page": block.page,
            "fingerprint": prints[block.id],
            "address": {locale: edition.online(f"{build.url(block.chapter, locale)}#{block.id}") for locale in edition.locales},
            "text": {locale: texts[locale][block.id] for locale in edition.locales},
        }
        for block in build.content.blocks
    ]


def plain(build: Build) -> str:
    """The article as plain text: above each paragraph its id and printed page, notes at the end."""
    content, imprint = build.content, build.imprint
    lines = [imprint.title, *([imprint.title_printed] if imprint.title != imprint.title_printed else [])]
    lines += [", ".join(imprint.authors), imprint.journal, "", *imprint.lines(), ""]
    for block in content.blocks:
        lines += ["", f"[{block.id}, {build.label('page', block.printed)}]", _words(block, content)]
    lines += ["", "", build.label("notes")]
    for key, note in content.notes.items():
        lines += ["", f"[{content.numbers[key]}] {_words(note, content)}"]
    return "\n".join(lines) + "\n"


def _words(block: Block, content: Content) -> str:
    texts = ("".join(f"[{content.numbers[run.note]}]" if run.note else run.text for run in item) for item in block.items)
    return "\n".join(f"{block.bullet(at, '–')}{text}" for at, text in enumerate(texts, 1))


def markdown(build: Build) -> str:
    """The article as one Markdown file, ids and printed pages as attribute lists, notes as footnotes."""
    content, imprint = build.content, build.imprint
    lines = ["---", *_front_matter(imprint), "---", "", f"# {imprint.title}", "", *(f"{line}  " for line in imprint.lines())]
    for block in content.blocks:
        attributes = f'{{ #{block.id} data-page="{block.page}" }}'
        if block.level:
            lines += ["", f"{'#' * (block.level + 1)} {_marked(block.runs, build)} {attributes}"]
        elif block.tag in ("ul", "ol"):
            lines += ["", *(f"{block.bullet(at, '-')}{_paragraph(item, build)}" for at, item in enumerate(block.items, 1)), attributes]
        elif block.tag == "blockquote":
            lines += ["", "\n>\n".join(f"> {_paragraph(item, build)}" for item in block.items), attributes]
        else:
            lines += ["", _paragraph(block.runs, build), attributes]
    for key, note in content.notes.items():
        lines += ["", f"[^{content.numbers[key]}]: " + "\n\n    ".join(_paragraph(item, build) for item in note.items)]
    return "\n".join(lines) + "\n"


def _front_matter(imprint: Imprint) -> list[str]:
    facts = {
        "title": imprint.title,
        "lang": imprint.locale,
        "version": imprint.version,
        "date": imprint.date,
        "reference": imprint.reference,
        "restates": imprint.restates,
    }
    return [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items()]


def _paragraph(runs: tuple[Run, ...], build: Build) -> str:
    return BULLET.sub(r"\1\\\2", _marked(runs, build))


def _marked(runs: tuple[Run, ...], build: Build) -> str:
    return "".join(_marked_run(run, build) for run in runs)


def _marked_run(run: Run, build: Build) -> str:
    if run.note:
        return f"[^{build.content.numbers[run.note]}]"
    text = MARKDOWN.sub(r"\\\g<0>", HTML.sub(lambda sign: escape(sign[0]), run.text))
    around = "*" * (run.emphasis + 2 * run.strong)
    text = f"{around}{text}{around}"
    return f"[{text}]({build.absolute(run.link)})" if run.link else text


def llms(edition: Edition, builds: Mapping[str, Build]) -> str:
    """What the edition is and where its text stands, for language models (https://llmstxt.org)."""
    build = builds[edition.default]
    imprint = build.imprint
    lines = [f"# {build.site_name}", "", f"> {build.description}", "", imprint.restates, "", imprint.reference, "", imprint.edition]
    for locale, name in edition.locales.items():
        lines += ["", f"## {name}", ""]
        lines += [
            f"- [{builds[locale].label('download_' + one.kind)}]({edition.online(one.address)})"
            for one in downloads(edition)
            if one.locale == locale
        ]
        lines += [
            f"- [{edition.documents[locale][page].meta['title']}]"
            f"({edition.online(builds[locale].url(page) or '')}): {edition.documents[locale][page].meta.get('description', '')}"
            for page in edition.article_pages
        ]
    return "\n".join(lines) + "\n"
