"""All that a page shows around its text: the chapters, the way on, what can be done with the page."""

import json
import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx_external_toc.api import FileItem

from website.chapters import number_of
from website.downloads import ARCHIVE, notebook_path
from website.mathml import to_mathml
from website.project import Project, shown_project

DESCRIPTION_LENGTH = 155


def docname_of(env, entry: str) -> str:
    """The page that an entry of _toc.yml names, with or without its suffix."""
    for suffix in env.config.source_suffix:
        entry = entry.removesuffix(suffix)
    return entry


def link(env, docname: str, current: str) -> dict:
    """Number, title and page of one entry of the contents."""
    number = number_of(docname)
    return {
        "page": docname,
        "title": env.titles[docname].astext(),
        "number": "" if number is None else f"{number:02}",
        "current": docname == current,
    }


def contents(env, current: str) -> list[dict]:
    """The parts of _toc.yml with their chapters."""
    root = env.config.external_site_map.root
    parts = []
    for tree in root.subtrees:
        names = [docname_of(env, item) for item in tree.items if isinstance(item, FileItem)]
        parts.append({
            "caption": tree.caption or "",
            "chapters": [link(env, name, current) for name in names if name in env.titles],
        })
    return parts


def sections(doctree: nodes.document) -> list[dict]:
    """The second-level headings of a page."""
    page = doctree.next_node(nodes.section)
    if page is None:
        return []
    inner = [node for node in page.children if isinstance(node, nodes.section)]
    return [{"anchor": node["ids"][0], "title": title_html(node.next_node(nodes.title))} for node in inner]


def title_html(title: nodes.title) -> str:
    """A title as HTML: its words, and its formulas as formulas."""
    return "".join(
        to_mathml(node.astext(), "inline") if isinstance(node, nodes.math) else escape(node.astext())
        for node in title.children
    )


def facts(project: Project) -> dict:
    """Version, and the addresses of source, licence and changes, as each page shows them; "" while there are none."""
    return {
        "version": project.version,
        "repository": project.repository,
        "licence": project.file_url("LICENSE"),
        "changes": project.file_url("CHANGELOG.md"),
    }


def addresses(project: Project, source: str) -> dict:
    """The addresses at which the page made from `source` ("" for none) is run and edited; "" without a repository."""
    return {
        "binder": project.binder_url(source if source.endswith(".ipynb") else "chapters"),
        "edit": project.edit_url(source) if source else "",
    }


def cut_at_word(text: str) -> str:
    """A description that fits a search result, cut at a word."""
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + " …"


def add_page(app, pagename, templatename, context, doctree):
    """Give the templates `book` (the same on each page) and `page`."""
    env, project = app.env, shown_project()
    options = app.config.html_theme_options
    source = Path(env.doc2path(pagename)).relative_to(app.srcdir).as_posix() if doctree else ""
    is_notebook = source.endswith(".ipynb")
    described = env.metadata.get(pagename, {}).get("description")
    order = [chapter for part in contents(env, pagename) for chapter in part["chapters"]]
    order.insert(0, link(env, env.config.root_doc, pagename))
    here = [i for i, entry in enumerate(order) if entry["current"]]
    context["book"] = {
        "title": app.config.html_title,
        **facts(project),
        "parts": contents(env, pagename),
        "cover": order[0],
        "archive": ARCHIVE,
        "wait": options["wait"],
    }
    title = re.sub(r"<[^>]+>", "", context.get("title") or "")
    context["page"] = {
        "cover": pagename == env.config.root_doc,
        "title": title,
        "description": cut_at_word(described or context.get("description") or title),
        "sections": sections(doctree) if doctree else [],
        "notebook": notebook_path(source) if is_notebook else "",
        **addresses(project, source),
        "previous": order[here[0] - 1] if here and here[0] else None,
        "next": order[here[0] + 1] if here and here[0] + 1 < len(order) else None,
    }


def pages_to_write(app, env):
    """All pages when what stands on each of them has changed; otherwise Sphinx writes those that it has read again."""
    before, env.site_contents = getattr(env, "site_contents", None), on_every_page(env)
    return sorted(env.found_docs) if env.site_contents != before else []


def on_every_page(env) -> str:
    """The titles of all pages, and the contents, as one text to compare."""
    titles = {name: title.astext() for name, title in env.titles.items()}
    return json.dumps([titles, env.config.external_site_map.as_json()], sort_keys=True)


def write_index(app, error):
    """The cover is also what the folder itself shows; Jupyter Book would write a bare redirection."""
    if not error and app.builder.format == "html":
        out = Path(app.outdir)
        shutil.copyfile(out / app.builder.get_target_uri(app.config.root_doc), out / "index.html")


def setup(app):
    app.connect("env-updated", pages_to_write)
    app.connect("html-page-context", add_page)
    app.connect("build-finished", write_index, priority=100)
