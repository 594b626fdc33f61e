"""Configuration of the documentation (Sphinx)."""

import sk_epinet

project = "sk_epinet"
author = "the sk_epinet developers"
copyright = f"2026, {author}"
version = release = sk_epinet.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "numpydoc",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
html_theme = "pydata_sphinx_theme"
html_title = "sk_epinet"
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False}

autosummary_generate = True
autosummary_imported_members = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
nitpicky = False
default_role = "code"
