"""What each law buys: every operation and laboratory world with and without it, as a table.

    python3 tests/laws/table.py target/release/verst > scenarios/rules/WHAT-LAWS-BUY.md

The settings that switch a law off are data, in laws.toml; --only WORD takes the laws whose line has the word, --runs N fewer
runs for a first look. A law that leaves six runs of an operation byte for byte as they were is not replayed further there.
"""

import argparse
import json
import operator
import statistics
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from page import page

ROOT = Path(__file__).resolve().parents[2]
# Operations with their runs, the long one fewer, and the measures of the record that come nearest to all losses of either side.
OPERATIONS = {
    "kaluga-1941": (200, ["losses-german-battle", "losses-soviet"]),
    "dmitriev-sevsk-1943": (200, ["axis-losses", "front-losses"]),
    "kalinkovichi-mozyr-1944": (200, ["losses-axis", "losses-soviet"]),
    "german-retreat-1943-44": (30, ["loss-orel-axis", "loss-soviet-all"]),
}
COMPARE = {"<": operator.lt, ">": operator.gt, "=": operator.eq}


class Laws:
    """The binary, and how many runs are asked of it."""

    def __init__(self, binary, runs):
        self.binary, self.runs = Path(binary).resolve(), runs

    def verst(self, *arguments):
        """Runs the binary; its standard output, or none if a setting names nothing in the operation."""
        done = subprocess.run(
            [self.binary, *arguments, "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode == 2 and "nothing is named" in done.stderr:
            return None
        if done.returncode != 0:
            sys.exit(f"{arguments}\n{done.stderr}")
        return done.stdout

    def digest(self, operation, settings):
        """Digest of a few runs: the same bytes mean that the law never acts."""
        few = ["--seeds", "fit", "--runs", "6", "--no-record"]
        told = self.verst("replay", operation, *few, *sets(settings))
        return told and told.strip().splitlines()[-1].split()[-1]

    def score(self, operation, settings):
        """Skills with their intervals, share inside, and the medians of the losses that the record asks for."""
        most = OPERATIONS[operation][0]
        runs = min(self.runs or most, most)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.json"
            many = ["--seeds", "fit", "--runs", str(runs), "--json", str(out)]
            self.verst("replay", operation, *many, *sets(settings))
            card = json.loads(out.read_text())
        summary = card["summary"]
        losses = {m["id"]: m["simulated"]["median"] for m in card["measures"] if m["kind"] == "Losses"}
        return {
            "skill": summary["crps_skill"],
            "interval": summary["crps_skill_interval"],
            "inside": summary["inside_90"],
            "losses": losses,
            "losses_skill": losses_skill(summary),
            "runs": card["runs"],
        }

    def figure(self, law, settings):
        """The figure that the law's laboratory world shows; none: it never comes to it."""
        asked = law["figure"]
        first = asked.get("seed", 1)
        values = [self.told(law, settings, seed) for seed in range(first, first + asked.get("seeds", 1))]
        values = sorted(float("inf") if v is None else v for v in values)
        middle = statistics.median_low(values)
        return None if middle == float("inf") else middle

    def told(self, law, settings, seed):
        with tempfile.TemporaryDirectory() as folder:
            journal = Path(folder) / "run.jsonl"
            one = ["--seed", str(seed), "--inputs", "best", "--journal", str(journal)]
            world = [*law.get("world", []), *settings]
            if self.verst("replay", f"tests/labs/{law['lab']}", *one, *sets(world)) is None:
                return None
            entries = [json.loads(line) for line in journal.read_text().splitlines()]
        asked = law["figure"]
        of_kind = [e for e in entries if e.get("what") == asked["what"]]
        fits = [e for e in of_kind if all(matches(e.get(k), v) for k, v in asked["where"].items())]
        values = [e["minute"] / 1440 if asked["tell"] == "day" else e[asked["tell"]] for e in fits]
        pick = {"first": lambda v: v[0], "last": lambda v: v[-1], "least": min, "sum": sum}[asked["pick"]]
        return pick(values) if values else None


def losses_skill(summary):
    """Skill of the measures of losses alone against climatology, the baseline that answers them, with its interval."""
    group = summary["groups"].get("losses")
    if not group or group["crps_skill"].get("climatology") is None:
        return None
    return {"skill": group["crps_skill"], "interval": group["crps_skill_interval"]}


def sets(settings):
    return [word for setting in settings for word in ("--set", setting)]


def matches(value, wanted):
    if wanted.startswith("!="):
        return value != wanted[2:]
    if wanted[0] in COMPARE:
        return value is not None and COMPARE[wanted[0]](value, float(wanted[1:]))
    return value == wanted


def measure(laws, listed, found, keep):
    """Fills `found` with what is not in it yet, operation by operation; it is kept after each figure."""

    def once(key, reckon):
        if key not in found:
            print(key, file=sys.stderr, flush=True)
            found[key] = reckon()
            if keep:
                keep.write_text(json.dumps(found))
        return found[key]

    for law in listed:
        if "lab" in law:
            once(f"lab {law['law']}", lambda: [laws.figure(law, []), laws.figure(law, law["set"])])
    for operation in OPERATIONS:
        own = once(f"{operation} digest", lambda: laws.digest(operation, []))
        once(f"{operation} base", lambda: laws.score(operation, []))
        for law in listed:
            once(f"{operation} {law['law']}", lambda: without(laws, operation, law, own))


def without(laws, operation, law, own):
    """Score without the law; none where it never acts."""
    acts = laws.digest(operation, law["set"]) not in (None, own)
    return laws.score(operation, law["set"]) if acts else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--runs", type=int, default=0, help="at most so many runs of each operation")
    parser.add_argument("--only", default="", help="laws whose rule or name has this text")
    parser.add_argument("--keep", type=Path, help="a file of figures: those in it are not measured again")
    parser.add_argument("--told", action="store_true", help="measure nothing: a page of what is kept")
    options = parser.parse_args()
    listed = tomllib.loads((Path(__file__).parent / "laws.toml").read_text())["law"]
    listed = [law for law in listed if options.only in f"{law['rule']} {law['law']}"]
    found = json.loads(options.keep.read_text()) if options.keep and options.keep.exists() else {}
    if not options.told:
        measure(Laws(options.binary, options.runs), listed, found, options.keep)
    print(page(found, listed, {name: losses for name, (_, losses) in OPERATIONS.items()}))


if __name__ == "__main__":
    main()
