"""Seed problems from a data set on the Hugging Face hub, through huggingface_hub (the extra ``hub``).

The library itself honours HF_ENDPOINT, HF_TOKEN, HF_HOME and HF_HUB_OFFLINE; what is already in its cache is
not fetched again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mathwright.errors import MathwrightError, ProviderError, UsageError
from mathwright.records import Problem
from mathwright.seeds.files import DATA_SUFFIXES
from mathwright.seeds.reader import ReadCounts, read_problems

if TYPE_CHECKING:
    from types import ModuleType

PREFERRED_FOLDERS = (".", "data", "main", "default")
"""Where a split lies in several folders (configurations), the first of these is taken."""


def hub_files(
    dataset: str, *, split: str = "train", files: str | None = None, revision: str | None = None
) -> tuple[Path, ...]:
    """Local paths of a data set's files, fetched into the hub's cache where they are not there yet.

    ``files`` is a pattern over the names in the repository, such as ``socratic/test-*.parquet``; without it
    those with ``split`` in the name are taken, or a lone data file.
    Raises UsageError for an unknown, private or gated data set, a wrong revision or pattern, an ambiguous
    choice, a missing extra, or files that HF_HUB_OFFLINE keeps out of reach; ProviderError if the hub fails.
    """
    hub = _library()

    def snapshot(patterns: list[str]) -> Path:
        return Path(hub.snapshot_download(dataset, repo_type="dataset", revision=revision, allow_patterns=patterns))

    try:
        if hub.constants.HF_HUB_OFFLINE:
            cached = snapshot([])
            names = [entry.relative_to(cached).as_posix() for entry in cached.rglob("*") if entry.is_file()]
            chosen = choose_files(dataset, names, split, files)
            # Asked again by pattern, so that a split of which some files were never fetched is refused.
            folder = snapshot([files or (PurePosixPath(chosen[0]).parent / f"*{split}*").as_posix()])
        else:
            info = hub.HfApi().dataset_info(dataset, revision=revision)
            chosen = choose_files(dataset, [file.rfilename for file in info.siblings or ()], split, files)
            folder = snapshot(chosen)
    except hub_failures(hub) as error:
        raise hub_error(dataset, error, hub) from error
    return tuple(folder / name for name in chosen)


def read_hub_problems(
    dataset: str,
    *,
    split: str = "train",
    files: str | None = None,
    revision: str | None = None,
    format: str | None = None,  # noqa: A002 - the word of the flag and of the run file
    columns: Mapping[str, str] | None = None,
    source: str | None = None,
    skip_bad_rows: bool = False,
    counts: ReadCounts | None = None,
) -> Iterator[Problem]:
    """The problems of a data set on the hub, file after file; see hub_files and read_problems."""
    for path in hub_files(dataset, split=split, files=files, revision=revision):
        yield from read_problems(
            path, format=format, columns=columns, source=source, skip_bad_rows=skip_bad_rows, counts=counts
        )


def choose_files(dataset: str, names: Sequence[str], split: str, files: str | None) -> list[str]:
    """Those of a repository's files that hold the wanted rows, sorted.  Raises UsageError if that is not clear."""
    data = sorted(name for name in names if PurePosixPath(name).suffix.lower() in DATA_SUFFIXES)
    if files is not None:
        chosen = [name for name in data if fnmatchcase(name, files)]
    else:
        named = [name for name in data if split in PurePosixPath(name).name.lower()]
        chosen = _one_folder(dataset, named or (data if len(data) == 1 else []))
    if chosen:
        return chosen
    wanted = f"matches '{files}'" if files is not None else f"is named for the split '{split}'"
    raise UsageError(f"hub data set '{dataset}': no file {wanted}; it has {_listed(data)}")


def hub_failures(hub: ModuleType) -> tuple[type[BaseException], ...]:
    """What huggingface_hub raises when it cannot do as asked: every error it defines, of its HTTP library, of the disk.

    The HTTP library differs between releases; the base of its errors is what HfHubHTTPError derives from.
    """
    own = [kind for kind in vars(hub.errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    return (*own, *hub.errors.HfHubHTTPError.__bases__, OSError)


def hub_error(dataset: str, error: BaseException, hub: ModuleType) -> MathwrightError:
    """The error of ours that says who must act on one of huggingface_hub's."""
    errors = hub.errors
    where = f"hub data set '{dataset}' at {hub.constants.ENDPOINT}"
    status = getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(error, errors.GatedRepoError):
        return UsageError(f"{where}: it is gated; accept its terms on the hub and set HF_TOKEN to your token")
    if isinstance(error, errors.RepositoryNotFoundError):
        return UsageError(f"{where}: no such data set; check the id, or set HF_TOKEN if it is private")
    if isinstance(error, errors.RevisionNotFoundError):
        return UsageError(f"{where}: no such revision; leave it out for the newest")
    if isinstance(error, errors.HFValidationError):
        return UsageError(f"{where}: not an id of the form owner/name ({error})")
    if status in (401, 403):
        return UsageError(f"{where}: access refused (HTTP {status}); set HF_TOKEN to a token that may read it")
    if hub.constants.HF_HUB_OFFLINE:
        return UsageError(f"{where}: not in the cache, and HF_HUB_OFFLINE forbids fetching it; unset it once")
    return ProviderError(f"{where}: {_summary(error)}; check HF_ENDPOINT and the network, and run again")


def _library() -> ModuleType:
    try:
        import huggingface_hub
        import huggingface_hub.constants
        import huggingface_hub.errors
    except ImportError as error:
        raise UsageError("reading from the hub needs huggingface_hub: pip install 'mathwright[hub]'") from error
    return huggingface_hub


def _one_folder(dataset: str, names: list[str]) -> list[str]:
    folders = {str(PurePosixPath(name).parent) for name in names}
    if len(folders) <= 1:
        return names
    taken = next((folder for folder in PREFERRED_FOLDERS if folder in folders), None)
    if taken is None:
        raise UsageError(
            f"hub data set '{dataset}': the split lies in several folders, {', '.join(sorted(folders))}; "
            f"name the files, such as '{sorted(folders)[0]}/*'"
        )
    return [name for name in names if str(PurePosixPath(name).parent) == taken]


def _listed(names: list[str], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more if names else f"no file ending in {', '.join(DATA_SUFFIXES)}"


def _summary(error: BaseException) -> str:
    line = str(error).partition("\n")[0].strip()
    return f"{type(error).__name__}: {line}" if line else type(error).__name__
