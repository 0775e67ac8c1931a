"""How the documentation is built.

The source folder is the whole repository (``sphinx-build -c docs . OUTPUT``): README.md, the
walkthroughs in cli/ and the reports in results/ are pages where they stand, and a link that works
in the repository works in the site.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from minimesa import __version__

project = "minimesa"
author = copyright = "The minimesa developers"  # noqa: A001 - Sphinx's name
release = version = __version__

root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "docs/**.md",
    "cli/**.md",
    "results/README.md",
    "results/*/*.md",
]
extensions = [
    "generated",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]

suppress_warnings = ["ref.python"]  # two classes are called Options, in different modules

smartquotes = False  # they would make one dash of the two of an option
default_role = "code"  # what docstrings put in single backquotes

myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"minimesa {version}"
html_additional_pages = {"index": "to_docs.html"}
html_copy_source = False
templates_path = ["_templates"]
