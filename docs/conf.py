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
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "examples"]
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
