"""The link of scikit-learn's HTML representation of an estimator to its page."""

import sys

_PAGES = "https://sk-epinet.readthedocs.io/en/latest/generated/"


class DocumentationLinkMixin:
    """Let the "?" of the HTML representation lead to the page of the estimator."""

    _doc_link_module = "sk_epinet"

    @property
    def _doc_link_template(self):
        """The address of the page, which is named after where users import the class from."""
        is_at_the_top = type(self).__name__ in sys.modules["sk_epinet"].__all__
        module = "sk_epinet" if is_at_the_top else "{estimator_module}"
        return f"{_PAGES}{module}.{{estimator_name}}.html"
