"""Lingnan, an agent-based simulator of regional industry, from Python.

    import lingnan

    base = lingnan.read("scenarios/guangdong.yaml", {"economy.firms": 20000, "time.end": "2027-12"})
    run = lingnan.run(base, progress=print)
    run["province"].set_index("month").gdp_real.plot()

    alternative = lingnan.read("scenarios/my_question.yaml", base.set)
    effects = lingnan.compare(base, alternative, replicates=8)["comparison"]

Results are those of the command line, bit for bit: the same tables, read as pandas frames. `lingnan describe contract` tells
their columns and units. Mistakes of a scenario raise BadRequest with every problem in `problems`.
"""
import json
import os
import tempfile


class BadRequest(ValueError):
    """The request is wrong. `problems` has one line each, with file, line and column where there are any."""

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


class ModelFailure(RuntimeError):
    """The model broke one of its promises: an identity of the books, a value that is not finite."""


class MachineFailure(OSError):
    """The machine failed: disk full, unreadable file."""


from . import _core  # noqa: E402 (raises the errors above)

__version__ = _core.version
_CODES = ("city", "industry", "origin", "destination", "place", "code", "class", "cluster", "future_industry", "state_hash")


class Scenario:
    """A scenario as it will run. `set` are the values that were changed, `effective` every value."""

    def __init__(self, file, set=None):
        self.set = dict(set or {})
        self._core = _core.read(os.fspath(file), [f"{path}={_text(value)}" for path, value in self.set.items()])
        self.file, self.name, self.warnings = self._core.file, self._core.name, list(self._core.warnings)
        self.title = {"en": self._core.title_en, "zh": self._core.title_zh}
        self.effective = json.loads(self._core.effective_json)

    def __repr__(self):
        return f"<lingnan.Scenario {self.name} of {self.file}>"


class Results:
    """Tables of a run or a comparison: `results["province"]` is province.csv as a frame. Codes stay text."""

    def __init__(self, folder, summary="", keep=None):
        self.folder, self.summary, self._keep, self._frames = os.fspath(folder), summary, keep, {}
        path = os.path.join(self.folder, "manifest.json")
        if not os.path.exists(path):
            raise BadRequest(f"{self.folder}: holds no finished run or comparison")
        with open(path, encoding="utf-8") as file:
            self.manifest = json.load(file)

    def __getitem__(self, table):
        if table not in self._frames:
            import pandas

            path = os.path.join(self.folder, f"{table}.csv")
            if not os.path.exists(path):
                raise KeyError(f"{table}; there are {', '.join(self.tables())}")
            self._frames[table] = pandas.read_csv(path, dtype={name: str for name in _CODES})
        return self._frames[table]

    def tables(self):
        return sorted(name[:-4] for name in os.listdir(self.folder) if name.endswith(".csv"))

    @property
    def state_hash(self):
        return self.manifest.get("state_hash")

    def __repr__(self):
        return f"<lingnan.Results in {self.folder}>"


def read(file, set=None):
    """Reads and checks a scenario. `set` changes single values by path: {"economy.firms": 20000}. Raises BadRequest."""
    return Scenario(file, set)


def run(scenario, output=None, seed=1, replicate=0, threads=0, force=False, progress=None):
    """One run. Results stay in the folder `output`, or go away with the object if none is named.

    `progress(done, total, month)` is called after each month; what it raises ends the run. Other threads of Python go on.
    """
    scenario = scenario if isinstance(scenario, Scenario) else read(scenario)
    folder, keep = _folder(output, "run")
    _core.run(scenario._core, folder, seed, replicate, threads, force, progress)
    return Results(folder, keep=keep)


def compare(base, *alternatives, output=None, seed=1, replicates=30, threads=0, force=False, progress=None):
    """Paired replicates of each alternative against the base: effects with intervals, costs, paths."""
    scenarios = [one if isinstance(one, Scenario) else read(one) for one in (base, *alternatives)]
    folder, keep = _folder(output, "comparison")
    summary = _core.compare([(one.file, list(one._core.settings)) for one in scenarios], folder, seed, replicates, threads, force,
                            progress)
    return Results(folder, summary, keep)


def results(folder):
    """Results of an earlier run or comparison, also of the command line."""
    return Results(folder)


def _folder(output, name):
    if output is not None:
        return os.fspath(output), None
    keep = tempfile.TemporaryDirectory(prefix="lingnan-")
    return os.path.join(keep.name, name), keep


def _text(value):
    """A value as the command line has it: YAML, of which JSON is a part."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
