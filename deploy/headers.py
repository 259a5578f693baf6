"""Headers for nginx that follow from the built pages: `python3 deploy/headers.py site > headers.conf`.

The Content-Security-Policy of the pages, with what only a header may say. And `Link`: a page that names its descriptions in
`<link rel="describedby">` says the same in its headers (https://signposting.org), so that a program finds them without
reading the page.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class _Head(HTMLParser):
    """Collects the links to descriptions, the policy and the page's own address from its head."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.policy = ""
        self.own = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and values.get("rel") == "canonical":
            self.own = unquote(urlsplit(values["href"] or "").path)
        elif tag == "link" and values.get("rel") == "describedby":
            kind = f'; type="{values["type"]}"' if values.get("type") else ""
            self.links.append(f'<{values["href"]}>; rel="describedby"{kind}')
        elif tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""


def configuration(site: Path) -> str:
    """What nginx is to say of the pages in `site`, at the path that the site was built for. ValueError for an address that is none."""
    lines = ["# Written by deploy/headers.py; included after edition.conf."]
    policies: set[str] = set()
    for path in sorted(site.rglob("*.html")):
        head = _Head()
        head.feed(path.read_text(encoding="utf-8"))
        policies.add(head.policy)
        if not head.links:
            continue
        value = ", ".join(head.links)
        # inside nginx's quotes these would mean something else
        if re.search(r"['$\\\n]", value):
            raise ValueError(f"{path}: a link with a quotation mark, dollar sign or backslash: {value}")
        end = r"(index\.html)?$" if head.own.endswith("/") else "$"
        lines.append(f"if ($uri ~ \"^{re.escape(head.own)}{end}\") {{\n    set $edition_links '{value}';\n}}")
    if len(policies) != 1:
        raise ValueError(f"the pages of {site} have not one policy but {len(policies)}; build them anew")
    lines.append(f"add_header Content-Security-Policy \"{policies.pop()}; frame-ancestors 'none'\" always;")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1], "index.html").is_file():
        sys.exit(f"{__doc__}\nGive the folder of the built site.")
    print(configuration(Path(sys.argv[1])), end="")
