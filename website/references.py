"""Links like `[Vaswani et al. 2017](references.md#vaswani2017)` lead to the entry that sphinxcontrib-bibtex prints."""


def publish_keys(app, env):
    """Make each key of the bibliography an anchor of its page: an unknown key is a dead link and fails the build."""
    for citation in env.get_domain("cite").citations:
        anchors = env.metadata[citation.bibliography_key.docname].setdefault("myst_slugs", {})
        anchors[citation.key] = (0, citation.citation_id, citation.key)


def setup(app):
    app.connect("env-updated", publish_keys, priority=900)  # after sphinxcontrib-bibtex has collected the entries
