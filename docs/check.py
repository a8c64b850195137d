"""Check a site in a folder: each link inside it has its file and its anchor, and nothing is fetched from elsewhere."""

import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup

FETCHED = ["script", "link", "img", "source", "iframe"]  # what a browser fetches without being asked


@cache
def parse(path):
    """The page as a tree."""
    return BeautifulSoup(path.read_bytes(), "html.parser")


@cache
def anchors(path):
    """The places in a page that a link may lead to; "" is its top."""
    return {"", *(tag["id"] for tag in parse(path).find_all(id=True))}


def find_fault(page, tag, address):
    """What is wrong with an address that stands in a page, or None."""
    if urlsplit(address).scheme or address.startswith("//"):
        fetched = tag.name in FETCHED and not address.startswith("data:")
        return "is fetched from another place" if fetched else None
    path, anchor = urldefrag(address)
    target = page.parent / unquote(urlsplit(path).path) if path else page
    if not target.is_file():
        return "leads to no file"
    if target.suffix == ".html" and unquote(anchor) not in anchors(target):
        return "leads to no place in the page"
    return None


def find_faults(site):
    """How many addresses there are in all pages of the site, and one line for each that has a fault."""
    count, faults = 0, []
    for page in sorted(site.rglob("*.html")):
        for tag in parse(page).find_all(lambda tag: tag.has_attr("href") or tag.has_attr("src")):
            address = tag.get("href", tag.get("src"))
            fault = find_fault(page, tag, address)
            count += 1
            if fault:
                faults.append(f"{page.relative_to(site)}: {address} {fault}")
    return count, faults


def check(site):
    """Print what was found; 0 if there were links and none has a fault."""
    count, faults = find_faults(site)
    print(*faults, f"{count} addresses, {len(faults)} with a fault", sep="\n")
    return 0 if count and not faults else 1


if __name__ == "__main__":
    sys.exit(check(Path(sys.argv[1])))
