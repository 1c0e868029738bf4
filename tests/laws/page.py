"""The page of what laws buy, from the figures that table.py measured."""

BASELINES = ["plan", "static", "climatology", "lanchester"]
# The skill by which a law is judged: the plan is marched by the laws too, and changes with them.
JUDGE = "static"
# Why some files of laws have no line.
NO_SWITCH = [
    ("arrival", "no coefficient: the order of battle"),
    ("staff", "no coefficient of its own: it reckons with those of march, weather and supply"),
    ("engagement", "the law of battle itself: nothing is decided without it; scored on 405 battles by `verst engagements`"),
]


def page(found, laws, operations):
    rows = [Row(found, law, operations) for law in laws]
    parts = [head(found, operations), verdicts(rows), overview(rows, operations)]
    parts += [detail(found, rows, name, losses) for name, losses in operations.items()]
    return "\n".join(parts).rstrip()


class Row:
    """A law with what it buys in each operation."""

    def __init__(self, found, law, operations):
        self.law, self.lab, self.bought, self.off = law, found.get(f"lab {law['law']}"), {}, {}
        for name in operations:
            base, off = found.get(f"{name} base"), found.get(f"{name} {law['law']}")
            self.off[name] = off
            if off:
                self.bought[name] = worth(base, off)

    def name(self):
        return f"{self.law['rule']}: {self.law['law']}"

    def beyond(self, sign):
        return [name for name, (bought, is_clear) in self.bought.items() if is_clear and bought * sign > 0]

    def shows(self):
        return self.lab is not None and self.lab[0] != self.lab[1]


def worth(base, off):
    """What the law buys of the skill, and whether that is beyond the noise of both ensembles."""
    half = [(high - low) / 2 for low, high in (base["interval"][JUDGE], off["interval"][JUDGE])]
    bought = base["skill"][JUDGE] - off["skill"][JUDGE]
    return bought, abs(bought) > (half[0] ** 2 + half[1] ** 2) ** 0.5


def head(found, operations):
    lines = [
        "# What each law buys",
        "",
        "Made by `python3 tests/laws/table.py target/release/verst`; the settings that switch a law off are in",
        "`tests/laws/laws.toml`. Every operation is replayed on the seeds `fit` with drawn inputs, with and without the law;",
        "the law's world of `tests/labs`, where it has one, at best values.",
        "",
        "Noise: the middle 95 % of the skill over resampled runs. What a law buys is called clear where it is more than the",
        "half widths with and without it, added in squares. Both arms share their seeds, so that this errs on the side of",
        "calling nothing clear; of some two hundred comparisons a few will still be clear by chance. The skill told is the one",
        f"against *{JUDGE}*: the baseline *plan* is marched by the same laws of march and command, and moves when they do.",
        "",
        "| operation | runs | skill against static | noise of a difference | inside 90 % |",
        "|---|---|---|---|---|",
    ]
    for name in operations:
        base = found.get(f"{name} base")
        if base is None:
            lines.append(f"| {name} | not measured | | | |")
            continue
        low, high = base["interval"][JUDGE]
        skill = f"{base['skill'][JUDGE]:.3f} [{low:.3f}, {high:.3f}]"
        noise = (high - low) / 2**0.5
        lines.append(f"| {name} | {base['runs']} | {skill} | ±{noise:.3f} | {base['inside']:.0%} |")
    return "\n".join([*lines, ""])


def verdicts(rows):
    gains = [r for r in rows if r.beyond(1)]
    worse = [r for r in rows if r.beyond(-1)]
    rest = [r for r in rows if r not in gains and r not in worse]
    shown, nothing = [r for r in rest if r.shows()], [r for r in rest if not r.shows()]

    def told(row, sign):
        return ", ".join(f"{row.bought[n][0]:+.3f} {n}" for n in row.beyond(sign))

    lines = [
        "Read the list of what buys nothing with care: laws of losses can hardly move a skill over all measures; laws of battle (density,",
        "surprise, quality) are scored by `verst engagements`, which is not in this table; sixty runs and less are too few to remove a law on.",
        "",
        "## In short",
        "",
    ]
    lines += [f"**Clearly better with it, in some operation ({len(gains)}):**", ""]
    lines += [f"- {r.name()} ({told(r, 1)})" for r in gains]
    lines += ["", f"**A score is clearly worse with it ({len(worse)}):**", ""]
    lines += [f"- {r.name()} ({told(r, -1)})" for r in worse]
    lines += ["", f"**Nothing clear in an operation, but its laboratory world shows it ({len(shown)}):**", ""]
    lines += [f"- {r.name()}" for r in shown]
    lines += ["", f"**Nothing clear anywhere measured: candidates for removal ({len(nothing)}):**", ""]
    lines += [f"- {r.name()}{acts(r)}" for r in nothing]
    lines += ["", "**Not switched off by coefficients:**", ""]
    lines += [f"- {rule}: {why}" for rule, why in NO_SWITCH]
    lines += [f"- {r.law['rule']}, in part: {r.law['mild']}" for r in rows if "mild" in r.law]
    return "\n".join([*lines, ""])


def acts(row):
    """Where a law never acts in any operation its worth cannot be told from these."""
    return "" if row.bought else " (it acts in none of the operations)"


def overview(rows, operations):
    lines = ["## Law by law", ""]
    lines += ["Skill with the law less skill without it; **bold** is clear; = the same bytes with and without.", ""]
    lines += ["| law | " + " | ".join(n.split("-")[0] for n in operations) + " | laboratory: with, without |"]
    lines += ["|---" * (len(operations) + 2) + "|"]
    for row in rows:
        cells = [cell(row, name) for name in operations]
        lines.append(f"| {row.name()} | " + " | ".join(cells) + f" | {lab(row)} |")
    return "\n".join([*lines, ""])


def cell(row, name):
    if name not in row.bought:
        return "="
    bought, is_clear = row.bought[name]
    return f"**{bought:+.3f}**" if is_clear else f"{bought:+.3f}"


def lab(row):
    if row.lab is None:
        return ""
    with_it, without = ("never" if v is None else f"{v:.4g}" if abs(v) < 1000 else f"{v:.0f}" for v in row.lab)
    return f"{row.law['figure']['text']}: {with_it}, {without}"


def detail(found, rows, name, losses):
    base = found.get(f"{name} base")
    if base is None:
        return ""
    lines = [f"## {name}", "", "Without the law: skills, share inside 90 %, medians of " + " and ".join(losses) + ".", ""]
    lines += ["| without | " + " | ".join(BASELINES) + " | inside | " + " | ".join(losses) + " |"]
    lines += ["|---" * (len(BASELINES) + len(losses) + 2) + "|", line("(all laws)", base, losses)]
    lines += [line(row.name(), row.off[name], losses) for row in rows if row.off[name]]
    return "\n".join([*lines, ""])


def line(name, score, losses):
    skills = [f"{score['skill'][b]:.3f}" for b in BASELINES]
    lost = [f"{score['losses'][m]:.0f}" for m in losses]
    return f"| {name} | " + " | ".join(skills) + f" | {score['inside']:.0%} | " + " | ".join(lost) + " |"
