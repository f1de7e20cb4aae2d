"""Asks the Python that runs it what it is: one line of JSON, after a mark, since what starts up with a Python may print too.

Runs in any Python, Python 2 too, so that one that is too old can be told so. Each answer is for itself: what a Python cannot
tell is null. discover.c reads it; its keys are listed in ask.h. Whoever asks waits for it, so it imports nothing that it can do
without: not json, not platform, not re.
"""

import os
import sys

MARK = "procstart-answers:"


def configured(name):
    import sysconfig

    return sysconfig.get_config_var(name)


def version():
    """As platform.python_version() has it."""
    return sys.version.split()[0]


def implementation():
    return sys.implementation.name


def is_free_threaded():
    return bool(configured("Py_GIL_DISABLED"))


def is_gil_enabled():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def start_methods():
    import multiprocessing

    return multiprocessing.get_all_start_methods()


def mapped_files():
    """The paths of all files that this process has mapped, where the system lists that."""
    if os.path.exists("/proc/self/maps"):
        with open("/proc/self/maps") as maps:
            return [line.split(None, 5)[5].strip() for line in maps if len(line.split(None, 5)) == 6]
    import ctypes

    dyld = ctypes.CDLL(None)
    name_of = dyld._dyld_get_image_name
    name_of.restype = ctypes.c_char_p
    return [os.fsdecode(name_of(i)) for i in range(dyld._dyld_image_count())]


def path_of_module(handle):
    import ctypes

    path = ctypes.create_unicode_buffer(32768)
    name_of = ctypes.WinDLL("kernel32").GetModuleFileNameW
    name_of.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint32]
    return path.value if name_of(handle, path, len(path)) else None


def is_libpython(path):
    parts = path.split("/")
    if len(parts) > 1 and parts[-1].startswith("libpython"):
        return True
    frameworks = ("Python", "Python3", "PythonT")
    return len(parts) > 3 and parts[-1] in frameworks and parts[-4:-2] == [parts[-1] + ".framework", "Versions"]


def mapped_libraries():
    """The libpythons among them. That of a framework is Python.framework/Versions/3.14/Python; an app in it has that name too."""
    if hasattr(sys, "dllhandle"):  # Windows
        path = path_of_module(sys.dllhandle)
        return [path] if path else []

    found = []
    for path in mapped_files():
        if is_libpython(path) and path not in found:
            found.append(path)
    return found


def compiler():
    """As platform.python_compiler() has it, which other implementations know best themselves."""
    if implementation() == "cpython":
        return sys.version.rpartition("[")[2].partition("]")[0]
    import platform

    return platform.python_compiler()


def configure_arguments():
    return configured("CONFIG_ARGS") or ""


def is_optimised():
    """True if it was configured to be built with a profile (PGO); else unknown: distributions have ways of their own."""
    return True if "--enable-optimizations" in configure_arguments() else None


def has_lto():
    return True if "--with-lto" in configure_arguments() or "-flto" in (configured("PY_LDFLAGS") or "") else None


def is_debug():
    return hasattr(sys, "gettotalrefcount")


def is_shared():
    return bool(configured("Py_ENABLE_SHARED"))


def flags():
    """Environment variables that change how this Python starts in a runner."""
    names = sorted(name for name in os.environ if name.startswith("PYTHON"))
    return ["%s=%s" % (name, os.environ[name]) for name in names]


def site_folders():
    import site

    folders = site.getsitepackages()
    if not os.environ.get("PYTHONNOUSERSITE"):
        folders = folders + [site.getusersitepackages()]
    return folders


def startup_files():
    """Files of code that each start of this Python runs before the program's own."""
    found = [sys.modules[name].__file__ for name in ("sitecustomize", "usercustomize") if name in sys.modules]
    for folder in site_folders():
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        for name in names:
            if name.endswith(".pth") and has_code(os.path.join(folder, name)):
                found.append(os.path.join(folder, name))
    return found


def has_code(pth):
    with open(pth, "rb") as lines:
        return any(line.startswith((b"import ", b"import\t")) for line in lines)


def has_byte_code():
    """Whether the standard library's byte code is there: without it each child compiles what it imports."""
    folder = os.path.join(os.path.dirname(os.__file__), "multiprocessing", "__pycache__")
    return os.path.exists(os.path.join(folder, "spawn.%s.pyc" % sys.implementation.cache_tag))


def extension_suffixes():
    """Of the library that runs: version, flags and platform, as it was built."""
    import _imp

    return _imp.extension_suffixes()


QUESTIONS = {
    "version": version,
    "version_info": lambda: list(sys.version_info[:3]),
    "full_version": lambda: sys.version,
    "implementation": implementation,
    "executable": lambda: sys.executable,
    "base_executable": lambda: sys._base_executable,
    "real_executable": lambda: os.path.realpath(sys._base_executable),
    "prefix": lambda: sys.prefix,
    "base_prefix": lambda: sys.base_prefix,
    "git": lambda: list(sys._git),
    "soabi": lambda: configured("SOABI"),
    "extension_suffixes": extension_suffixes,
    "abi_flags": lambda: getattr(sys, "abiflags", ""),
    "mapped": mapped_libraries,
    "library_name": lambda: configured("INSTSONAME"),
    "library_folder": lambda: configured("LIBDIR"),
    "multiarch": lambda: configured("MULTIARCH"),
    "free_threaded": is_free_threaded,
    "gil_enabled": is_gil_enabled,
    "start_methods": start_methods,
    "compiler": compiler,
    "config_args": configure_arguments,
    "optimised": is_optimised,
    "lto": has_lto,
    "debug": is_debug,
    "shared": is_shared,
    "flags": flags,
    "startup_files": startup_files,
    "byte_code": has_byte_code,
}


def as_json(value, quoted):
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "[%s]" % ", ".join([as_json(part, quoted) for part in value])
    return quoted(value)


def to_text(answers):
    try:
        from _json import encode_basestring_ascii as quoted
    except ImportError:
        import json

        return json.dumps(answers)
    return "{%s}" % ", ".join(["%s: %s" % (quoted(name), as_json(answers[name], quoted)) for name in answers])


def main():
    answers = {}
    for name, ask in QUESTIONS.items():
        try:
            answers[name] = ask()
        except Exception:
            answers[name] = None
    # On a line of its own, whatever was printed before.
    print("\n" + MARK + to_text(answers))
    # All else is taken down by the system, at once.
    sys.stdout.flush()
    os._exit(0)


main()
