"""Configuration of the documentation (Sphinx)."""

import re
import runpy
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.errors import ExtensionError

import sk_epinet

project = "sk_epinet"
author = "the sk_epinet developers"
copyright = f"2026, {author}"
version = release = sk_epinet.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "examples"]
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_js_files = ["sort.js"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "gallery",
    "filename_pattern": r"plot_",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "show_signature": False,
    "remove_config_comments": True,
    "capture_repr": ("_repr_html_", "__repr__"),
    # A Display object shows its picture, and its text would add nothing.
    "ignore_repr_types": r".*Display",
    "doc_module": ("sk_epinet",),
    "backreferences_dir": None,
    "download_all_examples": False,
}
templates_path = ["_templates"]
PAGES = [page.stem for page in Path(__file__).parent.glob("*.rst")]
LISTED_AT_THE_RIGHT = [*PAGES, "gallery/**", "generated/**"]
html_theme = "pydata_sphinx_theme"
html_title = "sk_epinet"
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "navbar_persistent": ["search-button"],
    # All pages but those of the studies, whose tables need the room at the right.
    "secondary_sidebar_items": {
        pages: ["page-toc", "sourcelink"] for pages in LISTED_AT_THE_RIGHT
    },
}
# Without a list of pages at the left, code and tables fit in a window of 1280 pixels.
html_sidebars = {"**": []}
toc_object_entries_show_parents = "hide"
# Browsers draw MathML themselves, also where there is no internet connection.
html_math_renderer = "mathml"

# The docstrings name the types, in fewer words than the hints.
autodoc_typehints = "none"
autosummary_generate = True
autosummary_imported_members = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
nitpicky = False
default_role = "code"
# Names of options and code stand in tables too, where --drop must not become a dash.
smartquotes = False


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


def draw_architecture(app):
    """Draw the picture of the page on the architecture from the code."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    script = runpy.run_path(str(Path(app.srcdir) / "architecture.py"))
    script["draw"](folder / "architecture.svg")


def run_your_table(app):
    """Run the examples of the page on tables, and stop if one prints something else."""
    script = runpy.run_path(str(Path(app.srcdir) / "your_table.py"))
    if script["run"]():
        raise ExtensionError("docs/your_table.rst is out of date: see what its examples print.")


def link_within_the_package(app, env, node, contnode):
    """Find what a docstring names without its module, if only one thing has this name."""
    if node.get("refdomain") != "py":
        return None
    python, target = env.get_domain("py"), node["reftarget"]
    names = [name for name in python.objects if name.endswith(f".{target}")]
    if f"sk_epinet.{target}" in names:
        names = [f"sk_epinet.{target}"]
    if len(names) != 1:
        return None
    kind = node["reftype"]
    return python.resolve_xref(env, node["refdoc"], app.builder, kind, names[0], node, contnode)


def write_inline_math(translator, node):
    """Write a formula within a line as MathML."""
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode


def write_displayed_math(translator, node):
    """Write a formula on lines of its own as MathML."""
    formula = convert(node.astext(), display="block")
    translator.body.append(f'<div class="formula">{formula}</div>')
    raise nodes.SkipNode


def setup(app):
    """Connect the functions of this file to the steps of the build."""
    app.add_html_math_renderer(
        "mathml",
        inline_renderers=(write_inline_math, None),
        block_renderers=(write_displayed_math, None),
    )
    app.connect("builder-inited", draw_architecture)
    app.connect("builder-inited", run_your_table)
    app.connect("doctree-read", mark_numbers)
    app.connect("missing-reference", link_within_the_package)
