"""Build the course as a static site, which opens from a folder as well as from a web server.

    python3 -m uv run --extra site python -m docs.build
    python3 -m uv run --extra site python -m docs.build --repository OWNER/NAME

The site is in docs/_site: open docs/_site/index.html. With the repository's place on GitHub, each lesson gets links to
Colab and Binder, and with a hub's address one to that JupyterHub; the variables COURSE_REPOSITORY and COURSE_HUB do the
same. Without them a lesson offers JupyterLab on the reader's computer and the notebook to download.
A warning of Sphinx is an error, and so is a link or an anchor inside the site that leads nowhere.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .check import check
from .links import parse_repository
from .pages import DOCS, write_downloads, write_pages


def build(output, repository=None, hub=None):
    """Build the site; the exit code of the first step that fails, or 0. A site with faults takes no one's place."""
    with tempfile.TemporaryDirectory() as folder:
        source, site = Path(folder) / "source", Path(folder) / "site"
        write_pages(source, repository, hub)
        strict = ["--fail-on-warning", "--keep-going", "--nitpicky", "--quiet"]
        sphinx = [sys.executable, "-m", "sphinx", *strict, "-c", DOCS, "-d", Path(folder) / "doctrees", source, site]
        code = subprocess.run(sphinx).returncode
        if code == 0:
            write_downloads(site)
            code = check(site)
        if code == 0:
            shutil.rmtree(output, ignore_errors=True)
            shutil.move(site, output)
    return code


def main(arguments=None):
    """Read the settings, build, and say where the site is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    place, hub = os.environ.get("COURSE_REPOSITORY"), os.environ.get("COURSE_HUB")
    parser.add_argument("--repository", metavar="OWNER/NAME", default=place, help="/tree/BRANCH may follow")
    parser.add_argument("--hub", metavar="URL", default=hub, help="a JupyterHub with nbgitpuller")
    parser.add_argument("--output", type=Path, default=DOCS / "_site")
    options = parser.parse_args(arguments)
    try:
        repository = parse_repository(options.repository) if options.repository else None
    except ValueError as error:
        parser.error(str(error))
    code = build(options.output.resolve(), repository, options.hub)
    print(f"built: {options.output / 'index.html'}" if code == 0 else "the site has faults, see above")
    return code


if __name__ == "__main__":
    sys.exit(main())
