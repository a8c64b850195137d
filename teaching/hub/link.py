"""The link that brings the course to a learner and keeps it up to date: python -m teaching.hub.link HUB REPOSITORY."""

import sys
from urllib.parse import urlencode

COURSE = "nn2-course"
FIRST = f"{COURSE}/notebooks/00_start_here.ipynb"


def link(hub, repository, *, branch="main", opens=FIRST):
    """The nbgitpuller link to put on the class's page.

    >>> link("https://hub.example.edu", "https://example.org/course.git", branch="autumn", opens="nn2-course")
    'https://hub.example.edu/hub/user-redirect/git-pull?repo=https%3A%2F%2Fexample.org%2Fcourse.git&branch=autumn\
&targetpath=nn2-course&urlpath=lab%2Ftree%2Fnn2-course'
    """
    query = {"repo": repository, "branch": branch, "targetpath": COURSE, "urlpath": f"lab/tree/{opens}"}
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(query)}"


if __name__ == "__main__":
    print(link(*sys.argv[1:]))
