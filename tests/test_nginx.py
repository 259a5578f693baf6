"""The site behind a real nginx with the rules of deploy/: every header, type, compression, caching, range and 404; many readers at once."""

from __future__ import annotations

import gzip
import http.client
import re
import runpy
import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from .conftest import ROOT, SITE_URL, Opener, Site, data
from .tools import nginx
from .tools.load import addresses, expected, load

EXPECTED = data("hosting.yml")
DEPLOY = ROOT / "deploy"
NGINX = nginx.find()
MODULE = nginx.brotli(NGINX)
BASE = urlsplit(SITE_URL).path
HEADERS = runpy.run_path(str(DEPLOY / "headers.py"))
COMPRESSED = tuple(EXPECTED["compressed"])

needs_nginx = pytest.mark.skipif(NGINX is None, reason=nginx.WHY)
needs_brotli = pytest.mark.skipif(MODULE is None, reason=nginx.WHY if NGINX is None else nginx.WHY_BROTLI)
pytestmark = needs_nginx


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Host:
    """nginx with the site below `base`, which ends with a slash."""

    folder: Path  # of the site
    port: int
    base: str

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """What comes for `path`, relative to the site, or to the host where it begins with a slash. `Accept_Encoding` is `Accept-Encoding`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            address = path if path.startswith("/") else self.base + path
            connection.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def published(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the site as it is published, with compressed files beside those that are text."""
    folder = tmp_path_factory.mktemp("published") / BASE.strip("/")
    shutil.copytree(site.folder, folder)
    for path in [path for path in folder.rglob("*") if path.name.endswith(COMPRESSED)]:
        content = path.read_bytes()
        for end, compress in ((".gz", gzip.compress), (".br", brotli.compress)):
            beside = path.with_name(path.name + end)
            if not beside.exists():
                beside.write_bytes(compress(content))
    return folder


def rules(folder: Path, site: Path, with_brotli: bool) -> str:
    """The `include` lines for what deploy/nginx.conf takes from /etc/nginx/edition/, put into `folder`."""
    folder.mkdir()
    shutil.copy(DEPLOY / "edition.conf", folder)
    if with_brotli:
        shutil.copy(DEPLOY / "brotli.conf", folder)
    (folder / "headers.conf").write_text(HEADERS["configuration"](site), encoding="utf-8")
    return f"include {folder}/*.conf;"


@pytest.fixture(scope="session", params=["/", BASE], ids=["at-root", "under-sub-path"])
def host(request: pytest.FixtureRequest, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("nginx")
    listening = nginx.listener()
    port = listening.getsockname()[1]
    root = published if request.param == "/" else published.parent
    included = rules(folder / "edition", published, MODULE is not None)
    server = f"server {{ listen 127.0.0.1:{port} backlog=1024; root {root}; {included} }}"
    with nginx.running(folder / "run", server, [listening], MODULE or "") as log:
        yield Host(published, port, request.param)
        # a folder that is not to be listed is no trouble of nginx's, whatever it says; nor is that the sockets were inherited
        assert re.findall(r".*\[(?:warn|crit|alert|emerg)\].*", log.read_text(encoding="utf-8")) == []


def kind(address: str) -> str:
    """The media type that must come for an address of the site."""
    name = address.rsplit("/", 1)[-1] or "index.html"
    if "assets/record/" in address and name.endswith(".json"):
        return str(EXPECTED["csl_json"])
    return str(EXPECTED["types"][max((end for end in EXPECTED["types"] if name.endswith(end)), key=len, default=name)])


def check_headers(answer: Answer, site: Site) -> None:
    """What stands on every answer, once each."""
    policy = site.pages[site.default, "index.md"].soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    wanted = {**EXPECTED["on_every_answer"], "Content-Security-Policy": policy + EXPECTED["policy_beside_the_pages"]}
    assert {name: answer.headers.get_all(name) for name in wanted} == {name: [value] for name, value in wanted.items()}
    assert answer.headers["Server"] == "nginx"  # and no version
    assert answer.headers["Set-Cookie"] is None


def test_every_address_answers_with_its_type_headers_and_caching(host: Host, site: Site) -> None:
    for address, path in addresses(host.folder).items():
        answer = host.ask(address)
        assert (answer.status, answer.body) == (200, path.read_bytes()), address
        assert answer.headers["Content-Type"] == kind(address), address
        assert answer.headers["Content-Encoding"] is None
        hashed = "/record/" not in address and re.search(r"\.[0-9a-f]{8,}\.", address)
        assert answer.headers.get_all("Cache-Control") == [EXPECTED["caching"]["hashed" if hashed else "other"]], address
        assert answer.headers["ETag"] and answer.headers["Last-Modified"]
        check_headers(answer, site)
        head = host.ask(address, "HEAD")
        assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(answer.body))), address
        check_headers(head, site)


def test_some_asset_is_hashed_and_some_is_not(host: Host) -> None:
    """Else the test above proves nothing of the two."""
    caching = {host.ask(address).headers["Cache-Control"] for address in addresses(host.folder)}
    assert caching == {EXPECTED["caching"]["hashed"], EXPECTED["caching"]["other"]}


def check_compression(host: Host, site: Site, encoding: str, end: str, unpack: Callable[[bytes], bytes]) -> None:
    for address, path in addresses(host.folder).items():
        answer = host.ask(address, Accept_Encoding=encoding)
        text = path.name.endswith(COMPRESSED)
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, end if text else None), address
        assert (unpack(answer.body) if text else answer.body) == path.read_bytes(), address
        assert answer.headers["Content-Type"] == kind(address), address
        assert (answer.headers["Vary"] == "Accept-Encoding") or not text, address
        if text:
            assert answer.headers["ETag"] != host.ask(address).headers["ETag"], address
        check_headers(answer, site)


def test_text_comes_gzipped_to_who_takes_that(host: Host, site: Site) -> None:
    check_compression(host, site, "gzip, deflate", "gzip", gzip.decompress)


@needs_brotli
def test_text_comes_by_brotli_to_who_takes_that(host: Host, site: Site) -> None:
    check_compression(host, site, "gzip, deflate, br", "br", brotli.decompress)


def test_text_comes_plain_to_who_takes_nothing_else(host: Host) -> None:
    for encoding in ("identity", "gzip;q=0, br;q=0", "zstd"):
        answer = host.ask("", Accept_Encoding=encoding)
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == (None, "Accept-Encoding"), encoding
        assert answer.body == (host.folder / "index.html").read_bytes()


def test_what_has_not_changed_is_not_sent_again(host: Host, site: Site) -> None:
    for encoding in ("gzip", "identity"):
        for address in addresses(host.folder):
            first = host.ask(address, Accept_Encoding=encoding)
            for condition in ({"If_None_Match": first.headers["ETag"]}, {"If_Modified_Since": first.headers["Last-Modified"]}):
                again = host.ask(address, Accept_Encoding=encoding, **condition)
                assert (again.status, again.body) == (304, b""), (address, condition)
                assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
                check_headers(again, site)


def test_a_part_of_a_file_can_be_asked_for(host: Host, site: Site) -> None:
    for address, path in addresses(host.folder).items():
        whole = path.read_bytes()
        answer = host.ask(address, Range="bytes=10-19")
        assert (answer.status, answer.body) == (206, whole[10:20]), address
        assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
        assert answer.headers["Content-Type"] == kind(address)
        check_headers(answer, site)
        assert host.ask(address, Range="bytes=-5").body == whole[-5:]
        etag = host.ask(address).headers["ETag"]
        assert host.ask(address, Range="bytes=0-4", If_Range=etag).status == 206
        assert host.ask(address, Range="bytes=0-4", If_Range='"another"').status == 200
    beyond = host.ask("", Range="bytes=999999999-")
    assert beyond.status == 416
    # nginx notices after it has written the headers, and writes them again: twice the same says the same
    for name, values in [(name, beyond.headers.get_all(name) or []) for name in set(beyond.headers)]:
        assert len(set(values)) == 1, name
        del beyond.headers[name]
        beyond.headers[name] = values[0]
    check_headers(beyond, site)


MISSING = [
    "nowhere",
    "nowhere/",
    "nowhere/deeper/still/",
    "assets/",
    "assets/edition.0000000000.css",
    ".hidden",
    "a/.git/config",
]


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_is_not_there_says_so_in_the_language_of_its_folder(host: Host, site: Site, encoding: str) -> None:
    general = (host.folder / "404.html").read_bytes()
    for locale in site.locales:
        folder = "" if locale == site.default else f"{locale}/"
        own = host.folder / folder / "404.html"
        right = own.read_bytes() if own.exists() else general
        for name in MISSING:
            answer = host.ask(folder + name, Accept_Encoding=encoding)
            body = gzip.decompress(answer.body) if encoding == "gzip" else answer.body
            assert (answer.status, body) == (404, right), folder + name
            assert answer.headers["Content-Type"] == kind(".html")
            assert answer.headers.get_all("Cache-Control") == [EXPECTED["caching"]["missing"]]
            assert answer.headers["Link"] is None
            check_headers(answer, site)


def test_a_locales_own_404_goes_before_the_general_one(host: Host, site: Site) -> None:
    folder = next(locale for locale in site.locales if locale != site.default)
    own = host.folder / folder / "404.html"
    before = {end: path.read_bytes() for end in ("", ".gz", ".br") if (path := own.with_name(own.name + end)).exists()}
    general = (host.folder / "404.html").read_bytes()
    try:
        for end in before:
            own.with_name(own.name + end).unlink()
        assert host.ask(f"{folder}/nowhere/deeper/").body == general
        own.write_text("of this folder", encoding="utf-8")
        for path in ("nowhere", "nowhere/deeper/", "nowhere/deeper/still.js"):
            answer = host.ask(f"{folder}/{path}")
            assert (answer.status, answer.body) == (404, b"of this folder"), path
        assert host.ask("nowhere").body == general
    finally:
        own.unlink(missing_ok=True)
        for end, content in before.items():
            own.with_name(own.name + end).write_bytes(content)


def test_every_refusal_has_the_headers(host: Host, site: Site) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = host.ask("", method)
        assert answer.status == 405, method
        check_headers(answer, site)
    for path, status in (("/../../etc/passwd", 400), ("/%00", 400), ("/%2e%2e/etc/passwd", 400), ("/" + "x" * 40000, 414)):
        answer = host.ask(path)
        assert answer.status == status, path[:40]
        check_headers(answer, site)
    large = host.ask("", "POST", Content_Length="100000")
    assert large.status == 413
    check_headers(large, site)


def test_a_folder_without_its_slash_leads_to_it(host: Host, site: Site) -> None:
    for page in site.each():
        if page.url:
            answer = host.ask(page.url.rstrip("/"))
            assert (answer.status, answer.headers["Location"]) == (301, host.base + page.url)
            check_headers(answer, site)


def test_pages_name_their_descriptions_in_a_header_too(host: Host, site: Site) -> None:
    """Under the path that the site was built for; the links name that address."""
    described = 0
    for page in site.each():
        stated = host.ask(page.url).headers["Link"]
        links = [(link["href"], link["type"]) for link in page.soup.find_all("link", rel="describedby")]
        if host.base != BASE or not links:
            assert stated is None, page.url
            continue
        described += 1
        assert re.findall(r'<([^>]+)>; rel="describedby"; type="([^"]+)"(?:, |$)', stated) == links
        assert host.ask(page.url + "index.html").headers["Link"] == stated
        for address, media in links:
            assert host.ask(urlsplit(address).path).headers["Content-Type"].split(";")[0] == media
    assert described == (len(site.locales) if host.base == BASE else 0)


def test_every_page_works_under_the_headers(host: Host, site: Site, open_page: Opener) -> None:
    if host.base != BASE:
        return  # the same headers
    page = open_page("about:blank")
    for built in site.each():
        page.goto(f"http://127.0.0.1:{host.port}{host.base}{built.url}")
        assert page.troubles == [], built.url


def test_rules_work_without_the_brotli_module(published: Path, tmp_path: Path) -> None:
    listening = nginx.listener()
    port = listening.getsockname()[1]
    included = rules(tmp_path / "edition", published, with_brotli=False)
    with nginx.running(tmp_path / "run", f"server {{ listen 127.0.0.1:{port}; root {published}; {included} }}", [listening]):
        assert Host(published, port, "/").ask("", Accept_Encoding="gzip, br").headers["Content-Encoding"] == "gzip"


def test_example_server_answers_by_tls_and_leads_there(site: Site, published: Path, tmp_path: Path) -> None:
    """deploy/nginx.conf as it is, but for its ports, folders and certificate."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=edition.example"]
    named = ["-addext", "subjectAltName=DNS:edition.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*making, *named], check=True, capture_output=True)
    plain, secure = nginx.listener(), nginx.listener()
    ports = {"80": plain.getsockname()[1], "443": secure.getsockname()[1]}
    rules(tmp_path / "edition", published, MODULE is not None)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen (80|443)\b", lambda match: f"listen 127.0.0.1:{ports[match[1]]}", text)
    changes = {
        "/etc/letsencrypt/live/edition.example/fullchain.pem": certificate,
        "/etc/letsencrypt/live/edition.example/privkey.pem": key,
        "/etc/nginx/edition": tmp_path / "edition",
        "/var/www/edition": published.parent,
    }
    for old, new in changes.items():
        assert f"{old};" in text or f"{old}/*" in text, old
        text = re.sub(rf"{re.escape(old)}(?=;|/\*)", str(new), text)
    with nginx.running(tmp_path / "run", text, [plain, secure], MODULE or ""):
        connection = http.client.HTTPConnection("127.0.0.1", ports["80"], timeout=20)
        connection.request("GET", BASE + "?a=b", headers={"Host": "edition.example"})
        response = connection.getresponse()
        assert (response.status, response.headers["Location"]) == (301, f"https://edition.example{BASE}?a=b")
        connection.close()
        context = ssl.create_default_context(cafile=str(certificate))
        with (
            socket.create_connection(("127.0.0.1", ports["443"]), timeout=20) as raw,
            context.wrap_socket(raw, server_hostname="edition.example") as wrapped,
        ):
            wrapped.sendall(f"GET {BASE} HTTP/1.1\r\nHost: edition.example\r\nConnection: close\r\n\r\n".encode())
            reply = http.client.HTTPResponse(wrapped)
            reply.begin()
            answer = Answer(reply.status, reply.headers, reply.read())
        assert (answer.status, answer.body) == (200, (published / "index.html").read_bytes())
        check_headers(answer, site)
        context.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection(("127.0.0.1", ports["443"]), timeout=20) as raw,
            context.wrap_socket(raw, server_hostname="edition.example") as wrapped,
        ):
            assert (wrapped.selected_alpn_protocol(), wrapped.version()) == ("h2", "TLSv1.3")


def test_many_readers_at_once_meet_no_error(host: Host) -> None:
    if host.base != "/":
        return  # the same files by the same rules
    wanted = expected(host.folder, ["gzip", "identity", *(["br"] if MODULE is not None else [])])
    figures = load(f"http://127.0.0.1:{host.port}{host.base}", wanted, **EXPECTED["load"])
    assert figures.errors == [], figures.errors[:10]
    assert figures.asked == {(address, encoding) for address, encoding, _ in wanted}
