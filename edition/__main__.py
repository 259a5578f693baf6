"""`python -m edition translated [ID …]`: record that translations have been compared with the present source text."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from mkdocs.config import load_config

from .compared import fingerprints
from .source import read_documents

HEADER = """# What wording of the source text each paragraph was last compared with: a fingerprint of it by id.
# Written by `make translated`, after the translation has been compared; never by hand.
"""


def main(arguments: list[str]) -> int:
    """Write `compared.yml` for the given ids, or for all. 2 where an id is not known."""
    if not arguments or arguments[0] != "translated":
        print(__doc__, file=sys.stderr)
        return 2
    config = load_config("mkdocs.yml", strict=False)
    languages = config.plugins["i18n"].config.languages
    source = next(one.locale for one in languages if one.default)
    others = [one.locale for one in languages if not one.default]
    path = Path(config.plugins["edition"].config.reference, "compared.yml")
    prints = fingerprints(read_documents(Path(config.docs_dir), [source])[source])
    if unknown := [key for key in arguments[1:] if key not in prints]:
        print(f"There is no paragraph {', '.join(unknown)}; write ids as they stand in the Markdown, without #.", file=sys.stderr)
        return 2
    before = yaml.safe_load(path.read_text(encoding="utf-8")) or {} if path.exists() else {}
    chosen = arguments[1:] or list(prints)
    after = {
        locale: {
            key: prints[key] if key in chosen else before[locale][key] for key in prints if key in chosen or key in before.get(locale, {})
        }
        for locale in others
    }
    path.write_text(HEADER + yaml.safe_dump(after, sort_keys=False), encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(chosen)} of {len(prints)} recorded as compared")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
