"""`archc lock`: writes locks, which hold what specs and their presets compile to.

1. A spec has a lock of its own beside it; `-o` names one lock for all.
2. A lock holds the defaults of a spec's arguments: there is no `--set`.
3. A spec with errors keeps the lock that it has, and so does a lock for all that would lack it.
4. `--check` compares in place of writing.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from archc.cli.compare_output import compare_output
from archc.cli.counted import counted
from archc.cli.emit_output import FAILED, STALE, write_output
from archc.cli.exit_codes import FINDINGS, FINE
from archc.cli.find_specs import FoundSpec, find_specs
from archc.cli.misuse_error import MisuseError
from archc.cli.print_findings import count_errors, print_findings
from archc.diagnostics import codes
from archc.diagnostics.diagnostic import Diagnostic, Sink
from archc.diagnostics.refuse_outside import refuse_outside
from archc.diagnostics.render_text import printable
from archc.driver import compile_variant, open_spec
from archc.lock.check_locks import lock_path, spec_in_lock
from archc.lock.locked_network import LockedNetwork, locked_network
from archc.lock.write_lock import write_lock
from archc.syntax.read_source import SPEC_ENDINGS


def lock(arguments: Namespace) -> int:
    """Runs the command; 1 when a spec has errors, a lock cannot be written, or one is stale."""
    output = _output(arguments.output)
    search = Sink()
    specs = find_specs(arguments.paths, search, allow_outside=arguments.allow_outside)
    if any(spec.path == "-" for spec in specs):
        raise MisuseError("a lock stands beside its spec: name a file")
    print_findings(search.diagnostics())
    locker = _Locker(arguments)
    for spec in specs:
        locker.add(spec, output or lock_path(spec.path))
    locker.write()
    return FINDINGS if search.failed or locker.failed else FINE


def _output(given: str | None) -> Path | None:
    """Rule 1: the lock for all, if there is to be one."""
    if given is None:
        return None
    if given in ("", "-") or Path(given).is_dir():
        raise MisuseError("-o needs the path of a file, such as specs/archc.lock")
    if given.endswith(SPEC_ENDINGS):
        raise MisuseError(f"-o {given} is a spec: a lock ends in .lock, such as archc.lock")
    return Path(given)


class _Locker:
    """Collects what goes into each lock, and writes them."""

    def __init__(self, arguments: Namespace) -> None:
        self._allow_outside: bool = arguments.allow_outside
        self._compares: bool = arguments.check
        self._networks: dict[Path, list[LockedNetwork]] = {}
        self._owners: dict[Path, str] = {}
        self._incomplete: set[Path] = set()
        self._shared = arguments.output is not None
        self.failed = False

    def add(self, spec: FoundSpec, path: Path) -> None:
        """Compiles a spec and its presets for a lock."""
        sink = Sink()
        found = self._compiled(spec, path, sink) if self._claim(spec, path, sink) else []
        self._networks.setdefault(path, []).extend(found)
        if sink.failed:
            errors = counted(count_errors(sink.diagnostics()), "error")
            print(f"FAIL  {printable(spec.label)}  {errors}", flush=True)
            print_findings(sink.diagnostics())
            self._incomplete.add(path)  # Rule 3.
            self.failed = True

    def _claim(self, spec: FoundSpec, path: Path, sink: Sink) -> bool:
        """Whether the lock is free: `vgg.yml` would have that of `vgg.yaml`."""
        owner = self._owners.setdefault(path, spec.label)
        if owner == spec.label or self._shared:
            return True
        message = f"{path} is the lock of {owner} already"
        help_text = "give one of the two another file name, or write one lock for all by `-o`"
        sink.add(Diagnostic(codes.OUTPUT_COLLISION, message, help=help_text))
        return False

    def _compiled(self, spec: FoundSpec, path: Path, sink: Sink) -> list[LockedNetwork]:
        trees = open_spec(spec.path, sink, allow_outside=self._allow_outside)
        found = []
        for variant in (None, *trees.presets()) if trees is not None else ():
            assert trees is not None
            graph = compile_variant(trees, variant, {}, sink)
            if graph is not None:
                found.append(locked_network(graph, spec_in_lock(spec.path, path), variant))
        return found

    def write(self) -> None:
        """Writes the locks, or compares them."""
        for path, networks in self._networks.items():
            if path in self._incomplete:
                print(f"kept      {printable(str(path))}  for the errors above")
                continue
            sink = Sink()
            content = write_lock(networks).encode()
            outcome = self._emit(path, content, len(networks), sink)
            self.failed = self.failed or outcome in (FAILED, *STALE)
            print_findings(sink.diagnostics())

    def _emit(self, path: Path, content: bytes, networks: int, sink: Sink) -> str:
        help_text = "remove the link, or name the lock itself by -o"
        code = codes.FILE_NOT_WRITTEN
        if not self._shared and refuse_outside(path, path.parent, code, help_text, sink):
            return FAILED
        if self._compares:
            return compare_output(path, content, sink)  # Rule 4.
        outcome = write_output(path, content, sink)
        if outcome != FAILED:
            print(f"{outcome:9} {printable(str(path))}  {counted(networks, 'network')}")
        return outcome
