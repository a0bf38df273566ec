"""The tools that tell of clipping folders: which there are, and what lies in one, with the notes of its users."""

from __future__ import annotations

from typing import Any

from search.mcp.tools import MAX_HITS, Library, Tool
from search.saved.collections.articles import Clipped
from search.saved.collections.collections import Collection

MAX_FOLDERS = 500


def _folders(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    named = given.get("name", "").casefold()
    found = [one for one in library.folders.folders() if named in one.name.casefold()]
    return {
        "folders": [_folder(one) for one in found[:MAX_FOLDERS]],
        "folders_left_out": max(0, len(found) - MAX_FOLDERS),
    }


def _clips(library: Library, given: dict[str, Any]) -> dict[str, Any]:
    start, top = given.get("first", 1) - 1, given.get("top", 10)
    found, clips = library.folders.clips(given["name"], start, top)
    following = start + top + 1
    shown = found.clips - found.hidden
    return {**_folder(found), "clips": [_clip(one) for one in clips], "next": following if following <= shown else None}


def _folder(found: Collection) -> dict[str, Any]:
    return {
        "name": found.name,
        "articles": found.clips - found.hidden,
        "unread": found.unread,
        "filled_by": list(found.searches),
    }


def _clip(one: Clipped) -> dict[str, Any]:
    article = one.article
    return {
        "id": article.id,
        "title": article.content.title,
        "publisher_name": article.publisher_name or article.publisher,
        "published": article.published_text,
        "url": article.url,
        "version": article.version,
        "is_as_clipped": one.is_as_clipped,
        "note": one.clip.note,
        "read": one.clip.seen,
        "added_by": one.clip.added_by or None,
    }


_NAME = {"type": "string", "description": "The name of the folder, as `folders` tells it."}

FOLDER_TOOLS = (
    Tool(
        "folders",
        "List clipping folders",
        "The folders into which the users of this archive put articles, with how many lie in each.",
        {"name": {"type": "string", "description": "Only those whose name has this in it."}},
        _folders,
    ),
    Tool(
        "clips",
        "List what lies in a folder",
        "The articles of a clipping folder in its users' order, each with their note and the version that they chose; "
        "`next` is the `first` of the next ones. To search in a folder, give `folder` to `search` or `count`.",
        {
            "name": _NAME,
            "first": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1_000_000,
                "default": 1,
                "description": "The place in the folder to begin with.",
            },
            "top": {"type": "integer", "minimum": 1, "maximum": MAX_HITS, "default": 10},
        },
        _clips,
        required=("name",),
    ),
)
