"""Sphinx's settings for the site; docs/build.py (python -m docs.build) prepares the pages and runs it."""

from importlib.util import find_spec
from pathlib import Path

project = "Neural Networks 2"
copyright = "its authors; text and figures CC BY 4.0, code MIT"
html_title = project
html_favicon = "favicon.svg"
extensions = ["myst_nb", "sphinx.ext.mathjax", "sphinx.ext.githubpages"]
root_doc = "index"
exclude_patterns = ["README.md"]  # the index includes parts of it
nitpicky = True
highlight_language = "none"  # for commands; a notebook says itself that its cells are Python

# The pages show the committed outputs; nothing is run.
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath", "amsmath"]

# MathJax with its glyphs in the same file: a page from a folder may load a script, but not a font in every browser.
mathjax = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static/mathjax/tex-svg.js"
mathjax_path = mathjax.name
mathjax3_config = {"options": {"enableMenu": False}}  # the menu would fetch more files

html_theme = "furo"
templates_path = ["templates"]
html_static_path = ["site.css", "site.js", str(mathjax)]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_copy_source = False  # a page offers its notebook, not the text it was made from
html_show_sourcelink = False
html_use_index = False
html_theme_options = {"top_of_page_buttons": []}
