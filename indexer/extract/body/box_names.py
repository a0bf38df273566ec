"""The tags and the names (classes, ids) that say what a box holds; `noise` decides whether a name is believed."""

from __future__ import annotations

import re

NOISE_TAGS = frozenset(("nav", "footer", "aside", "figure", "figcaption", "form", "fieldset"))


def _names(*alternatives: str) -> re.Pattern[str]:
    """A pattern for a part of a class name or id; "with-...", "has-..." and "no-..." name a layout, not the content."""
    return re.compile(rf"(?:^|[\s_-])(?<!with[_-])(?<!has[_-])(?<!no[_-])(?:{'|'.join(alternatives)})(?=$|[\s_-])")


NOISE_NAMES = _names(
    r"related\w*|terkait|baca|baca_?juga\w*|linksisip\w*|rekomendasi|recommend\w*|popular|terpopuler|trending",
    r"comments?|komentar|disqus|respond|[^\W_]*captions?|(?:image|media|photo|foto)-?info|photo-?desc\w*|(?:photo|foto|image)-?gallery\w*|newsletter|subscribe|promo\w*",
    r"outbrain|taboola\w*|noncontent|summary-article|yarpp\w*|jp-relatedposts|nextprev|prevnext|post-nav\w*",
    r"privacy\w*|consent\w*|gdpr\w*|popup\w*|modal|twitter-\w+|instagram-media|fb-(?:post|video)|tiktok-embed",
    r"(?:post|entry|about|article)[_-]?author\w*|author[_-]?(?:s|box|desc\w*|info|bio|card|meta|description)",
    r"inline-?teasers?|(?:inline-?)?sign-?up|sidebar(?!-(?:grid|layout))\w*|footer|cookie\w*",
)
"""Names of boxes that hold something else than the article, however much prose that is."""

HIDDEN_NAMES = re.compile(
    r"^(?!.*(?:\w:|\bd-\w{2,3}-)(?:inline-)?(?:block|flex|grid|table|contents)\b)"
    r"(?:.*\s)?(?:(?:is-|visually-)?hidden|d-none|sr-only|screen-reader-text)(?=$|\s)",
    re.DOTALL,
)
"""Names of boxes that are hidden on every screen, or until a click (decision 29)."""

MINOR_NAMES = _names(
    r"share\w*|sharing|sharedaddy|social\w*|sosmed|credits?|advert\w*|ads?|iklan|banner\w*|sponsor\w*|byline|penulis",
    r"breadcrumbs?|pagination|paging|pager|tags?(?:[_-]?(?:list|links|box|wrap\w*|cloud|article))?(?=$|\s)|tagcloud",
    r"widget(?!-title)\w*|nav|navbar|navigation|menu|toc(?!-\d)|editor|copyright|print|tools?|toolbar",
    r"popover\w*|dropdown\w*|tooltip\w*|timestamp|read(?:ing)?-?time",
    r"(?:post|posted|publish|published|entry|article|story)[_-]{0,2}(?:dates?|time|meta)",
)
"""Names of boxes that hold minor things beside the article; with much prose inside (`scoring.MAX_MINOR_PROSE`) they are
not believed."""

CONTENT_NAMES = re.compile(r"(?:^|[\s_-])(?:(?:post|entry|article|story)[_-]content|widget-text-editor)(?=$|\s)")
"""Names that page builders give the box of an article beside a minor one such as "widget"."""

PICTURE_NAMES = _names(r"photos?|fotos?|images?|img|pictures?|gambar|galler(?:y|ies)|galeri|pic")
"""Names of boxes that hold a picture and its caption."""
