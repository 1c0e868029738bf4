"""Sobol' indices by SALib, kept in sobol_oracle.json: what verst's own must agree with.

    pip install SALib pandas pyarrow
    python tests/src/data/sobol_oracle.py [MERGED_SWEEP]

Ishigami's function on SALib's own sample; and, where the folder of `verst merge` is given, one measure of that study.
"""

import json
import math
import pathlib
import sys
from importlib.metadata import version

import numpy as np
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample

HERE = pathlib.Path(__file__).parent


def blocks(y, knobs):
    """SALib has A, AB_1 to AB_k, B in each block; verst has A, B, AB_1 to AB_k."""
    y = y.reshape(-1, knobs + 2)
    return np.column_stack([y[:, 0], y[:, -1], y[:, 1:-1]])


def kept(y, problem):
    """The indices of outcomes in SALib's order, with the half-widths of their 90 % intervals."""
    found = analyze.analyze(problem, y, calc_second_order=False, conf_level=0.9, num_resamples=1000, seed=1)
    knobs = problem["num_vars"]
    return {
        "y": [[float(v) for v in block] for block in blocks(y, knobs)],
        "first": [float(v) for v in found["S1"]],
        "first_half": [float(v) for v in found["S1_conf"]],
        "total": [float(v) for v in found["ST"]],
        "total_half": [float(v) for v in found["ST_conf"]],
    }


def ishigami():
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-math.pi, math.pi]] * 3}
    x = sample.sample(problem, 128, calc_second_order=False, seed=1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return kept(y, problem)


def study(folder, measure):
    import pandas

    table = pandas.read_parquet(pathlib.Path(folder) / "measures.parquet")
    knobs = [c for c in table.columns if c.startswith("knob_")]
    y = table[table.measure == measure].groupby("row").value.mean().sort_index().to_numpy()
    own = y.reshape(-1, len(knobs) + 2)
    theirs = np.column_stack([own[:, 0], own[:, 2:], own[:, 1]]).ravel()
    return kept(theirs, {"num_vars": len(knobs), "names": knobs, "bounds": [[0, 1]] * len(knobs)})


if __name__ == "__main__":
    file = HERE / "sobol_oracle.json"
    old = json.loads(file.read_text()) if file.exists() else {}
    out = {"salib": version("SALib"), "ishigami": ishigami()}
    if len(sys.argv) > 1:
        out["study"] = {"measure": "losses-soviet", **study(sys.argv[1], "losses-soviet")}
    elif "study" in old:
        out["study"] = old["study"]
    file.write_text(json.dumps(out, indent=None) + "\n")
