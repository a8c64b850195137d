"""The addresses that open a lesson: in JupyterLab on this computer, in Colab, on Binder and on a hub."""

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, urlencode

from teaching.hub.link import COURSE, link

REPOSITORY = re.compile(r"(?:https://github\.com/)?([\w.-]+)/([\w.-]+?)(?:\.git)?/?(?:/tree/([\w./-]+?)/?)?")


class Repository(NamedTuple):
    """Where the course lies on GitHub."""

    owner: str
    name: str
    branch: str = "main"

    @property
    def address(self):
        """The address to read it at and to clone it from."""
        return f"https://github.com/{self.owner}/{self.name}"


def parse_repository(text):
    """`owner/name`, or its address on GitHub; `/tree/BRANCH` behind it names a branch other than main.

    >>> parse_repository("https://github.com/ada/nn2-course/tree/autumn")
    Repository(owner='ada', name='nn2-course', branch='autumn')
    """
    match = REPOSITORY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"a repository is owner/name or its address on GitHub, not {text!r}")
    owner, name, branch = match.groups()
    return Repository(owner, name, branch or "main")


def on_this_computer(notebook):
    """The notebook in the JupyterLab that the README's command starts, whose top folder is that of the first lesson.

    8888 is the port that JupyterLab takes if no other program has it.
    """
    return f"http://localhost:8888/lab/tree/{quote(PurePosixPath(notebook).name)}"


def in_colab(repository, notebook):
    """The notebook in Colab, which takes it from GitHub, without the files beside it."""
    owner, name, branch = repository
    return f"https://colab.research.google.com/github/{owner}/{name}/blob/{quote(branch)}/{quote(notebook)}"


def on_binder(repository, notebook):
    """The notebook in a JupyterLab that Binder makes from the repository's environment.yml."""
    owner, name, branch = repository
    return f"https://mybinder.org/v2/gh/{owner}/{name}/{quote(branch, safe='')}?" + urlencode(
        {"urlpath": f"lab/tree/{notebook}"}
    )


def on_hub(hub, repository, notebook):
    """The notebook on a JupyterHub; nbgitpuller brings the course there first, or what is new in it."""
    return link(hub, repository.address, branch=repository.branch, opens=f"{COURSE}/{notebook}")


def ways_to_open(notebook, repository=None, hub=None):
    """Name and address of each way that the settings allow."""
    ways = {"JupyterLab": on_this_computer(notebook)}
    if repository:
        ways |= {"Colab": in_colab(repository, notebook), "Binder": on_binder(repository, notebook)}
    if repository and hub:
        ways["JupyterHub"] = on_hub(hub, repository, notebook)
    return ways
