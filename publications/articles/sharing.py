"""Links that pass an address on. They are plain links: nothing of these services is loaded by our pages."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import segno
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ShareLink:
    name: str | Promise
    url: str


def links(*, title: str, url: str) -> list[ShareLink]:
    """Return where a reader can pass on the page `title` at the whole address `url`; none for a page without one."""
    if not url:
        return []
    # Mail programs take + in a mailto: link for a plus (RFC 6068), so blanks are written %20.
    mail = urlencode({"subject": title, "body": f"{title}\n{url}"}, quote_via=quote)
    return [
        ShareLink(_("E-mail"), f"mailto:?{mail}"),
        ShareLink("WhatsApp", f"https://wa.me/?{urlencode({'text': f'{title} {url}'}, quote_via=quote)}"),
        ShareLink("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?{urlencode({'url': url})}"),
        ShareLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}"),
        ShareLink("X", f"https://x.com/intent/post?{urlencode({'text': title, 'url': url})}"),
    ]


def code(url: str) -> SafeString:
    """Return `url` as a QR code (ISO/IEC 18004), an SVG element with the quiet zone that readers need."""
    svg: str = segno.make(url, error="m", micro=False).svg_inline(omitsize=True, border=4)
    return mark_safe(svg)  # noqa: S308  # every character of it is segno's own
