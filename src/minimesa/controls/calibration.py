"""Detection rates of the definitions on controls, with intervals.

A definition that fires on few searches, or on many tables, says little about any other circuit.
Controls that come from one problem are alike, so the intervals, which take them as independent,
are somewhat too narrow.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from minimesa import __version__
from minimesa.analysis import registry
from minimesa.analysis.finding import VARIANTS, Options
from minimesa.analysis.subject import subject
from minimesa.controls.intervals import wilson
from minimesa.controls.population import NEGATIVE, OPEN, POSITIVE, Plan, population

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from minimesa.analysis.finding import Variant
    from minimesa.analysis.subject import Subject
    from minimesa.basis import Basis
    from minimesa.controls.population import Control
    from minimesa.problems.problem import Problem

FIRED, SILENT, UNDECIDED, VACUOUS, UNFIT = "fired", "silent", "undecided", "vacuous", "unfit"

_STRENGTH = ("replicated", "selecting", "mediated")
"""Each of these definitions implies the one before it."""
_MOST_SETS = 20_000


@dataclass(frozen=True)
class Setting:
    """A definition with its thresholds.

    Attributes:
        definition: its name.
        variant: p, np or structural.
        candidates: k; 0 where the problem says it (`declared`, `comparisons`).
        evaluator_gates: m; 0 likewise.
        score_bits: b; 0 likewise.
        default: whether the all-worst score vector may give any word.
        reachable: whether only score vectors that occur were asked about.

    """

    definition: str
    variant: Variant = "p"
    candidates: int = 0
    evaluator_gates: int = 0
    score_bits: int = 0
    default: bool = False
    reachable: bool = False

    def weaker(self) -> Iterator[Setting]:
        """Yield settings that fire wherever this one does."""
        if self.candidates:
            if self.evaluator_gates > 1:
                yield replace(self, evaluator_gates=self.evaluator_gates - 1)
            rank = _STRENGTH.index(self.definition)
            if rank == 1:
                yield replace(self, definition="replicated", default=False, reachable=False)
            elif rank:
                yield replace(self, definition=_STRENGTH[rank - 1])
            if self.variant == "structural":
                yield replace(self, variant="p")

    @property
    def label(self) -> str:
        """The variant in words."""
        extra = (["default"] if self.default else []) + (["reachable"] if self.reachable else [])
        return ", ".join([self.variant, *extra])


def default_settings() -> tuple[Setting, ...]:
    """Return the definitions and thresholds that are calibrated unless others are asked for."""
    settings = []
    for k, m in product((2, 3), (1, 2, 3)):
        settings += [Setting("replicated", variant, k, m, 1) for variant in VARIANTS]
        settings.append(Setting("replicated", "p", k, m, 2))
        for name in ("selecting", "mediated"):
            plain = Setting(name, "p", k, m, 1)
            settings += [plain, replace(plain, default=True), replace(plain, reachable=True)]
            settings.append(replace(plain, score_bits=2))
    names = ("declared-all", "declared-lean", "comparisons")
    return (*settings, *(Setting(name) for name in names))


@dataclass(frozen=True)
class Rate:
    """How often a definition fires on controls of a kind.

    Attributes:
        fired: on how many it fires.
        decided: of how many that is known.
        undecided: on how many the search for it was not complete.
        vacuous: on how many it cannot say anything.

    """

    fired: int
    decided: int
    undecided: int
    vacuous: int

    @property
    def share(self) -> float | None:
        """The share of the decided ones; None where there are none."""
        return self.fired / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        return wilson(self.fired, self.decided)

    def to_json(self) -> dict[str, Any]:
        """Return counts, share and interval."""
        low, high = self.interval
        return {
            **asdict(self),
            "share": None if self.share is None else round(self.share, 4),
            "interval": [round(low, 4), round(high, 4)],
        }

    def __str__(self) -> str:
        if self.share is None:
            return "-"
        low, high = self.interval
        return f"{self.fired}/{self.decided} [{low:.2f}, {high:.2f}]"


@dataclass(frozen=True)
class CalibrationReport:
    """What a calibration found.

    Attributes:
        basis: name of the basis.
        plan: how the controls were made.
        settings: what was looked for.
        controls: the circuits.
        verdicts: for each control and setting fired, silent, undecided, vacuous, or unfit: no
            utility, or a reference search with fewer candidates than were asked for, or with a
            smaller planted evaluator.
        omitted: what was left out, and why.

    """

    basis: str
    plan: Plan
    settings: tuple[Setting, ...]
    controls: tuple[Control, ...]
    verdicts: tuple[tuple[str, ...], ...]
    omitted: tuple[str, ...]

    def rate(self, setting: Setting, kinds: Sequence[str], origin: str | None = None) -> Rate:
        """Return how often a definition fires on controls of these kinds (and this origin)."""
        column = self.settings.index(setting)
        seen = [
            verdicts[column]
            for control, verdicts in zip(self.controls, self.verdicts, strict=True)
            if control.kind in kinds and origin in (None, control.origin)
        ]
        fired = seen.count(FIRED)
        return Rate(fired, fired + seen.count(SILENT), seen.count(UNDECIDED), seen.count(VACUOUS))

    def to_json(self) -> dict[str, Any]:
        """Return everything but the circuits themselves; plan and seeds make them again.

        A control's ``verdicts`` has a letter for each entry of ``rates``, explained in ``letters``.
        """
        return {
            "minimesa": __version__,
            "basis": self.basis,
            "plan": asdict(self.plan),
            "rates": [
                {
                    **asdict(setting),
                    "positive": {
                        origin: {k: self.rate(setting, [k], origin).to_json() for k in POSITIVE}
                        for origin in _ORIGINS
                    },
                    "open": {
                        origin: {k: self.rate(setting, [k], origin).to_json() for k in OPEN}
                        for origin in _ORIGINS
                    },
                    "negative": {k: self.rate(setting, [k]).to_json() for k in NEGATIVE}
                    | {"all": self.rate(setting, NEGATIVE).to_json()},
                }
                for setting in self.settings
            ],
            "controls": [
                {
                    "kind": control.kind,
                    "origin": control.origin,
                    "source": control.source,
                    "seed": control.seed,
                    "actions": control.actions,
                    "evaluator_gates": control.evaluator_gates,
                    "inputs": len(control.circuit.inputs),
                    "outputs": len(control.circuit.outputs),
                    "gates": control.circuit.size,
                    "depth": control.circuit.depth,
                    "verdicts": "".join(_LETTERS[verdict] for verdict in verdicts),
                }
                for control, verdicts in zip(self.controls, self.verdicts, strict=True)
            ],
            "letters": {letter: verdict for verdict, letter in _LETTERS.items()},
            "omitted": list(self.omitted),
        }

    def to_markdown(self) -> str:
        """Return two tables: rates on positive and on negative controls, a line a setting.

        Each cell has fired/decided and the 95 % interval.
        """
        positives = [(f"{o} {k}", (k,), o) for o in _ORIGINS for k in POSITIVE + OPEN]
        negatives = [(", ".join(group), group, None) for group in _NEGATIVE_GROUPS]
        return self._table(positives) + "\n" + self._table(negatives)

    def _table(self, columns: Sequence[tuple[str, Sequence[str], str | None]]) -> str:
        head = ["definition", "variant", "k", "m", "b", *(name for name, _, _ in columns)]
        lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        for setting in self.settings:
            thresholds = (setting.candidates, setting.evaluator_gates, setting.score_bits)
            cells = [setting.definition, setting.label, *(str(t or "-") for t in thresholds)]
            cells += [str(self.rate(setting, kinds, origin)) for _, kinds, origin in columns]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"


_LETTERS = {FIRED: "f", SILENT: "s", UNDECIDED: "u", VACUOUS: "v", UNFIT: "-"}
_ORIGINS = ("library", "planted")
_NEGATIVE_GROUPS = (
    ("minterm", "decision-tree", "bdd", "multiplexer-tree"),
    ("parity", "adder", "sorting"),
    ("random",),
)


def run(
    problems: Sequence[Problem],
    basis: Basis,
    plan: Plan | None = None,
    settings: Sequence[Setting] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CalibrationReport:
    """Look for every definition in controls made from the problems; see `population`.

    Args:
        problems: problems; those without a utility are passed over.
        basis: what gates may compute.
        plan: how many controls, and their seed.
        settings: what to look for, default `default_settings`.
        progress: called with the number of controls done and the number in all.

    Raises:
        InputError: the basis cannot express AND, OR, XOR and NOT, or a setting makes no sense.

    """
    plan = plan or Plan()
    chosen = tuple(default_settings() if settings is None else settings)
    controls, omitted = population(problems, basis, plan)
    verdicts = []
    for i, control in enumerate(controls, 1):
        verdicts.append(_judge(control, chosen, basis))
        if progress is not None:
            progress(i, len(controls))
    return CalibrationReport(
        basis.name, plan, chosen, tuple(controls), tuple(verdicts), tuple(omitted)
    )


def _judge(control: Control, settings: Sequence[Setting], basis: Basis) -> tuple[str, ...]:
    """Return the verdict of each setting on a control."""
    seen = subject(control.circuit, problem=control.problem, free_not=basis.free_not)
    known: dict[Setting, str] = {}
    for setting in sorted(settings, key=_weakest_first):
        needs = registry.get(setting.definition).needs_utility
        if (needs and control.problem is None) or _too_small(control, setting):
            known[setting] = UNFIT
        elif any(known.get(weaker) == SILENT for weaker in setting.weaker()):
            known[setting] = SILENT
        else:
            known[setting] = _search(seen, setting)
    return tuple(known[setting] for setting in settings)


def _too_small(control: Control, setting: Setting) -> bool:
    """Tell whether a reference search has too few candidates, or too small an evaluator."""
    if control.kind in NEGATIVE:
        return False
    gates = control.evaluator_gates
    return control.actions < setting.candidates or (
        gates is not None and gates < setting.evaluator_gates
    )


def _weakest_first(setting: Setting) -> tuple[int, bool, int]:
    rank = _STRENGTH.index(setting.definition) if setting.candidates else len(_STRENGTH)
    return rank, setting.variant == "structural", setting.evaluator_gates


def _search(seen: Subject, setting: Setting) -> str:
    options = Options(
        candidates=setting.candidates or 2,
        evaluator_gates=setting.evaluator_gates,
        score_bits=setting.score_bits or 1,
        variant=setting.variant,
        default=setting.default,
        reachable=setting.reachable,
        first=True,
        most_sets=_MOST_SETS,
    )
    found = registry.search(setting.definition, seen, options)
    if found.findings:
        return FIRED
    if found.vacuous:
        return VACUOUS
    return SILENT if found.complete else UNDECIDED
