"""Configuration of the documentation (Sphinx)."""

import re

from docutils import nodes

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
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "examples"]
html_static_path = ["_static"]
html_css_files = ["tables.css"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"plot_",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "show_signature": False,
    "remove_config_comments": True,
    "capture_repr": ("_repr_html_", "__repr__"),
    # Of Display objects the picture is what is to be seen.
    "ignore_repr_types": r".*Display",
    "reference_url": {"sk_epinet": None},
    "doc_module": ("sk_epinet",),
    "backreferences_dir": None,
    "download_all_examples": False,
}
templates_path = ["_templates"]
html_theme = "pydata_sphinx_theme"
html_title = "sk_epinet"
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False}

# The docstrings name the types, in fewer words than the hints.
autodoc_typehints = "none"
autosummary_generate = True
autosummary_imported_members = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
nitpicky = False
default_role = "code"


# A number, with a sign, a unit, a difference or a standard deviation in parentheses, "12 of 31".
NUMBER = re.compile(r"[-+−]?[\d.,]+ ?(%|x)?( of \d+| to [\d.,]+)?( \([^)]*\))?")


def mark_numbers(app, doctree):
    """Mark the columns of tables that hold numbers alone, so that they are set right."""
    for group in doctree.findall(nodes.tgroup):
        rows = list(group.findall(nodes.row))
        body = [row for row in rows if isinstance(row.parent, nodes.tbody)]
        if any(len(row) != len(rows[0]) for row in rows):
            continue  # cells that span columns
        for column in range(len(rows[0])):
            texts = [row[column].astext().strip() for row in body]
            if any(texts) and all(NUMBER.fullmatch(text) for text in texts if text):
                for row in rows:
                    row[column]["classes"].append("number")


def setup(app):
    app.connect("doctree-read", mark_numbers)
