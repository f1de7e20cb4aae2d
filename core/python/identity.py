"""Says which Python it is that runs it, as question.py does, but only what two processes that run the same build of the same tree
say alike; with the argument `extensions` also which extension modules are broken. Runs without site, in CPython 3.10 and later.
"""

import _imp
import sys

try:
    from _json import encode_basestring_ascii as quoted
except ImportError:
    from json import dumps as quoted

MARK = "procstart-answers:"


def is_broken(name):
    """A module that is there, but not all that its file needs. It is loaded and not executed: that takes its time, too."""
    for finder in sys.meta_path:
        spec = finder.find_spec(name, None)
        if spec is not None:
            try:
                spec.loader.create_module(spec)
            except ImportError:
                return True
            break
    return False


def broken_extensions():
    """Of those that need libraries of others: where these lie, the interpreter may know and the host may not."""
    return [name for name in ("_ctypes", "_ssl", "_sqlite3", "_lzma", "_bz2", "zlib") if is_broken(name)]


def listed(texts):
    return "[%s]" % ", ".join([quoted(text) for text in texts])


answers = {
    "full_version": quoted(sys.version),
    "extension_suffixes": listed(_imp.extension_suffixes()),
    "git": listed(sys._git),
    "base_prefix": quoted(sys.base_prefix),
}
if "extensions" in sys.argv:
    answers["broken_extensions"] = listed(broken_extensions())
print("\n%s{%s}" % (MARK, ", ".join(["%s: %s" % (quoted(name), answers[name]) for name in answers])))
