"""The link of scikit-learn's HTML representation of an estimator to its page."""


class DocumentationLinkMixin:
    """Let the "?" of the HTML representation lead to the page of the estimator."""

    _doc_link_module = "sk_epinet"
    _doc_link_template = (
        "https://sk-epinet.readthedocs.io/en/latest/generated/sk_epinet.{estimator_name}.html"
    )
