"""The key under which an article is known: one for all the addresses that lead to it.

A key is an `https` URL, but one to compare and not to fetch: what names the reader's device, the way
he came or the part of the article he reads is dropped. The rules follow RFC 3986, section 6, and the
habits of Indonesian news sites. Where in doubt, two addresses stay apart (decision 19).
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import SplitResult, unquote, urlsplit

_BLANK = "".join(map(chr, range(0x21))) + "\x7f\x85\xa0\u200b\u2028\u2029\ufeff"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_PATH_UNSAFE = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=:@/-]")
_QUERY_UNSAFE = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$'()*,;=:@/?-]")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_ASKABLE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d*)?")
_CACHE = re.compile(
    r"https?://(?:(?:www\.)?(?:google|bing)\.[a-z.]{2,6}/amp/|(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/[a-z]/)(?P<secure>s/)?"
    r"(?=[^/?#]+\.)",
    re.IGNORECASE,
)
"""What stands before a page's own address in the caches of AMP pages."""
_DEVICE = re.compile(
    r"^(?:www|m|amp|mobile|mobi|wap|touch)\.(?=[^.]+\.)(?!(?:ac|biz|co|com|desa|go|gov|my|net|or|org|sch|web)\.[a-z]{2}$)"
)
_VARIANTS = ("amp", "mobile", "wap", "m")
_AMP_SUFFIX, _HTML_SUFFIX = ".amp", re.compile(r"\.html?$", re.IGNORECASE)
_ROUTE = re.compile(r"!?/(?=.)")  # a bare `#!` leads nowhere
_ESCAPED_AMPERSAND = re.compile(r"^(?:amp;)+")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_TRACKER = re.compile(
    r"(?:utm|mtm|pk|itm|hsa|oly|vero|_hs|__hs|__cft)_.*|_ga|_gl|_gac|_openstat|gs_l|mkt_tok|mc_[ce]id|ml_subscriber.*"
    r"|(?:fbcl|gcl|dcl|twcl|yscl|ycl|msclk|igsh|wbra|gbra|ttcl|li_fat_|rb_click|s_c|zanp|cmp)id|igsh|gclsrc|srsltid"
    r"|fb_(?:action_ids|action_types|ref|source)|ref_(?:src|url)|__twitter_impression|__tn__|spm|xtor|ncid|wt_mc"
    r"|source_from|medium|campaign|share|amp_.*|usqp|no_?amp|nonamp|mibextid|jxconn|jxsource|jxrecoid|tag_from|tracking_page.*|(?:php|asp)?sess(?:ion)?id|phpsessid"
)
_CAME_FROM = ("source", "ref", "from")
"""Parameters that say where the reader came from; a number in them says which article it is."""
_SESSION_PARAMETERS = ("sid", "session", "sess", "s_id")
_SESSION_VALUE = re.compile(r"(?=.*[0-9])[0-9a-z]{16,}")
_WHOLE_PAGE = {
    "page": {"all", "1"},
    "showpage": {"all", "1"},
    "single": {"1"},
    "singlepage": {"1"},
    "amp": {"", "1", "true"},
    "outputtype": {"amp"},
    "output": {"amp"},
    "view": {"amp"},
    "s": {"08", "09", "12", "19", "20", "21", "46"},  # how a post was shared; elsewhere `s` is a search
    "m": {"0", "1"},  # Blogger; elsewhere `m` holds a month
}
_DEFAULT_PORTS = (80, 443)


def canonical_url(url: str) -> str:
    """The key of a URL; the key of a key is itself. What is no http(s) address comes back trimmed, but as it is."""
    text = re.sub(r"[\t\r\n]", "", url).strip(_BLANK)
    try:
        parts = urlsplit(_out_of_cache(text))
        host, port = _host(parts), parts.port
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or not host:
        return text
    address = host if port is None or port in _DEFAULT_PORTS else f"{host}:{port}"
    query, route = _query(parts.query), _route(parts.fragment)
    return f"https://{address}{_path(parts.path)}" + (f"?{query}" if query else "") + (f"#{route}" if route else "")


def check_askable(url: str) -> None:
    """Raise ValueError for an address that no request can be sent to: other than http(s), with no host or one that
    is none, with a user or a port that is no number."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{url} is no web address")
    if not _ASKABLE.fullmatch(parts.netloc) or parts.port == 0:
        raise ValueError(f"{parts.netloc!r} is no host that can be asked")


def article_id(key: str) -> str:
    """The id of the article under a key: its 128-bit BLAKE2b in hex."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _out_of_cache(text: str) -> str:
    """The address of the page that an AMP cache holds; any other address as it is."""
    while cached := _CACHE.match(text):
        text = f"http{'s' if cached['secure'] else ''}://{text[cached.end() :]}"
    return text


def _host(parts: SplitResult) -> str:
    """The host without the reader's device, in its ASCII form; "" or ValueError where there is none."""
    name = unquote(parts.hostname or "", errors="strict").rstrip(".")
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name)}]"
    if not name.isascii():
        name = name.encode("idna").decode("ascii").rstrip(".")
    name = name.lower()
    if not _HOST.fullmatch(name):
        return ""
    return _without_device(name)


def _without_device(host: str) -> str:
    """Drop `www.`, `m.`, `amp.`, unless a public suffix (`co.id`) or a bare number would be left."""
    while (shorter := _DEVICE.sub("", host, count=1)) != host and not shorter.rpartition(".")[2].isdigit():
        host = shorter
    return host


def _path(path: str) -> str:
    """The path without dot segments, empty ones, session, and what names AMP, a mobile page or the program that serves
    it; at least `/`."""
    segments: list[str] = []
    for segment in _SESSION.sub("", _encoded(path, _PATH_UNSAFE)).split("/"):
        if segment == "..":
            segments[-1:] = []
        elif segment not in ("", "."):
            segments.append(segment)
    return "/" + "/".join(_without_variant(segments))


def _without_variant(segments: list[str]) -> list[str]:
    """The segments without those that name AMP, a mobile page or `index.php`; one alone but `index.php` stays."""
    start, end = 0, len(segments)
    while start < end:
        several, first, last = end - start > 1, segments[start].lower(), segments[end - 1]
        if first == "index.php" or (several and first in _VARIANTS):
            start += 1
        elif several and last.lower() == "amp":
            end -= 1
        elif (shorter := _without_suffix(last)) != last:
            segments[end - 1] = shorter
        else:
            break
    return segments[start:end]


def _without_suffix(segment: str) -> str:
    """The segment without `.amp` at its end or before `.html`, however often; what would be a dot segment stays."""
    found = _HTML_SUFFIX.search(segment)
    end = found.start() if found else len(segment)
    tail, length = segment[end:], len(_AMP_SUFFIX)
    while segment[max(0, end - length) : end].lower() == _AMP_SUFFIX:
        if segment[: min(end - length, 3)] + tail in ("", ".", ".."):
            break
        end -= length
    return segment[:end] + tail


def _route(fragment: str) -> str:
    """The part of a fragment that names a page drawn by script (`#!/baca/12`); "" where it names a place."""
    route = _encoded(fragment.strip(), _PATH_UNSAFE, "?").rstrip("/")
    return route if _ROUTE.match(route) else ""


def _query(query: str) -> str:
    """The parameters that say which article it is, by name; those of one name stay in their order."""
    parts = _encoded(query.replace("+", "%20"), _QUERY_UNSAFE, "&").split("&")
    plain = [_ESCAPED_AMPERSAND.sub("", part) for part in parts]
    pairs = [part.partition("=") for part in plain if part]
    kept = [(name, equals, value) for name, equals, value in pairs if not _is_noise(name.lower(), value.lower())]
    return "&".join(map("".join, sorted(kept, key=lambda pair: pair[0])))


def _is_noise(name: str, value: str) -> bool:
    if name in _CAME_FROM:
        return not value[:1].isdigit()
    if name in _SESSION_PARAMETERS:
        return _SESSION_VALUE.fullmatch(value) is not None
    return _TRACKER.fullmatch(name) is not None or value in _WHOLE_PAGE.get(name, ())


def _encoded(text: str, unsafe: re.Pattern[str], keep: str = "") -> str:
    """One spelling for each character: unreserved ones plain, all that needs it as %XX in capitals."""

    def spell(match: re.Match[str]) -> str:
        found = match[0]
        if len(found) == 3:
            plain = chr(int(found[1:], 16))
            return plain if _UNRESERVED.fullmatch(plain) else found.upper()
        if found in keep:
            return found
        return "".join(f"%{byte:02X}" for byte in found.encode("utf-8", "surrogatepass"))

    return unsafe.sub(spell, text)
