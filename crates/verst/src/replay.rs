//! `verst replay`: the diary of one run, then an ensemble held against the record.

use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use verst_domain::journal::Entry;
use verst_engine::journal::Detail;
use verst_files::library::Library;
use verst_files::load::Loaded;
use verst_report::{Fold, Series};
use verst_score::baseline::Baselines;
use verst_score::placebo::Placebo;
use verst_score::score;
use verst_score::scorecard::Scorecard;
use verst_score::split::Split;
use verst_study::runner::{Arm, Ensemble, Failure as Broken, Follower, Request};
use verst_study::seeds::{self, SeedSet};
use verst_study::split::Mixed;
use verst_study::{placebo, plan};

use crate::args::Replay;
use crate::card;
use crate::diary::Diary;
use crate::failure::Failure;
use crate::journal_file::{self, Header};
use crate::open::{self, Books, Rules};
use crate::output::{Output, note, print};
use crate::progress::{self, STOP};
use crate::report;
use crate::result_file;
use crate::split;
use crate::strip;
use crate::variant::{self, Opened};
use crate::watch::Watch;

/// Runs when nothing else is said.
const DEFAULT_RUNS: usize = 100;
/// After so many runs a first scorecard is shown, if the rest takes longer than [`WORTH_WAITING`].
const FIRST_CARD: usize = 10;
/// What takes less than this needs no first look.
const WORTH_WAITING: Duration = Duration::from_secs(1);

/// Two pairs of seeds: the spread cannot be split with fewer.
const FEWEST_TO_SPLIT: usize = 4;

/// What is told of an ensemble: its score and where its spread comes from.
type Told<'a> = (Option<&'a Scorecard>, Option<&'a Split>);

/// Placebos are played on at most so many seeds.
const PLACEBO_RUNS: usize = 100;

/// Files that will be written.
struct Outputs {
    json: Option<Output>,
    journal: Option<Output>,
    report: Option<Output>,
}

/// Everything a replay works with.
struct Session<'a> {
    arguments: &'a Replay,
    loaded: &'a Loaded,
    rules: &'a Rules,
    books: Option<&'a Books>,
    arm: Arm,
    seeds: SeedSet,
    watch: Watch,
    jobs: usize,
}

/// Replays an operation.
///
/// # Errors
/// Bad input or usage, an internal failure, an interruption.
pub fn replay(library: &Library, arguments: &Replay) -> Result<(), Failure> {
    let Opened { mut loaded, rules, variant } = variant::open(library, &arguments.scenario, &arguments.play)?;
    let books = if arguments.no_record { None } else { variant::books(library, &loaded, variant.as_ref())? };
    if let Some(date) = &arguments.until {
        open::cut(&mut loaded, date)?;
    }
    let books = books.filter(|_| arguments.until.is_none());
    let session = Session {
        arguments,
        arm: open::arm(&loaded, &rules, &arguments.play)?,
        seeds: seed_set(library, &loaded, arguments)?,
        // A name that does not exist is told even where no diary is.
        watch: Watch::new(&loaded.scenario, &arguments.watch).map_err(Failure::Usage)?,
        jobs: progress::jobs(arguments.jobs),
        loaded: &loaded,
        rules: &rules,
        books: books.as_ref(),
    };
    session.check_split()?;
    let outputs = session.outputs()?;
    progress::stop_on_ctrl_c();
    session.play(outputs)
}

fn seed_set(library: &Library, loaded: &Loaded, arguments: &Replay) -> Result<SeedSet, Failure> {
    if let Some(first) = arguments.seed {
        let count = u64::from(arguments.runs.unwrap_or(1));
        let seeds = seeds::successive(first, count);
        if (seeds.len() as u64) < count {
            let most = seeds.len();
            return Err(Failure::Usage(format!(
                "from seed {first} at most {most} runs can be played, not {count}"
            )));
        }
        return Ok(SeedSet { name: String::from("--seed"), seeds });
    }
    let mut set = seeds::find(&arguments.seeds, library.root(), &loaded.scenario.key)?;
    let there = set.seeds.len();
    let wanted = arguments.runs.map_or_else(|| DEFAULT_RUNS.min(there), |n| n as usize);
    if wanted > there {
        return Err(Failure::Usage(format!(
            "the set \"{}\" has {there} seeds, fewer than --runs {wanted}",
            set.name
        )));
    }
    set.seeds.truncate(wanted);
    Ok(set)
}

impl Session<'_> {
    /// Whether JSON goes to standard output, which then carries nothing else.
    fn json_only(&self) -> bool {
        self.arguments.json.as_deref().is_some_and(|p| p.as_os_str() == "-")
    }

    /// Prepares what will be written, and tells at once what cannot be.
    fn outputs(&self) -> Result<Outputs, Failure> {
        let (json, journal) = (self.arguments.json.as_deref(), self.arguments.journal.as_deref());
        let report = self.arguments.report.as_deref();
        if report.is_some_and(|p| p.as_os_str() == "-") {
            return Err(Failure::Usage(String::from("--report needs a file, such as report.html")));
        }
        if report.is_some() && (report == json || report == journal) {
            return Err(Failure::Usage(String::from("--report names the same file as another option")));
        }
        if journal.is_some_and(|p| p.as_os_str() == "-") {
            return Err(Failure::Usage(String::from("--journal needs a file, such as run.jsonl")));
        }
        if json.is_some() && json == journal {
            return Err(Failure::Usage(String::from("--json and --journal name the same file")));
        }
        let json = json.filter(|_| !self.json_only()).map(Output::prepare).transpose()?;
        let journal = journal.map(Output::prepare).transpose()?;
        Ok(Outputs { json, journal, report: report.map(Output::prepare).transpose()? })
    }

    fn play(&self, outputs: Outputs) -> Result<(), Failure> {
        let first = self.seeds.seeds[0];
        self.first_run(first, outputs.journal)?;
        let baselines = self.books.map(|books| {
            let base = &self.loaded.scenario;
            let plans = plan::members(&self.arm, base, &books.record, self.jobs, &STOP);
            Baselines::new(base, &books.record, &books.climatology).with_plan(&books.record, &plans)
        });
        if progress::is_stopped() {
            return Err(Failure::Interrupted);
        }
        let scenario = &self.loaded.scenario;
        let series = Series::new(scenario, self.books.map(|b| &b.record));
        let fold = outputs.report.as_ref().map(|_| Fold::new(scenario, &series));
        let ensemble = self.ensemble(baselines.as_ref(), fold.as_ref());
        let mut card = self.score(&ensemble, baselines.as_ref());
        if let (Some(card), Some(books)) = (&mut card, self.books) {
            card.summary.placebo = self.placebo(&ensemble, books);
        }
        let split = card.as_ref().and_then(|card| self.split(&ensemble, card));
        let told = (card.as_ref(), split.as_ref());
        self.tell(&ensemble, told)?;
        if self.arguments.json.is_some() {
            let text = result_file::result(&self.result(&ensemble, told));
            outputs.json.map_or_else(|| print(&text), |file| file.write(text.as_bytes()))?;
        }
        if let (Some(file), Some(fold)) = (outputs.report, &fold)
            && !ensemble.runs.is_empty()
        {
            let result = self.result(&ensemble, told);
            file.write(report::page(&result, &self.arm, (&series, fold), self.command()).as_bytes())?;
        }
        if let Some(broken) = ensemble.failures.first() {
            return Err(self.broken(broken, ensemble.failures.len()));
        }
        if progress::is_stopped() { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// The diary and the journal of the first seed.
    fn first_run(&self, seed: u64, file: Option<Output>) -> Result<(), Failure> {
        let diary = !self.arguments.quiet && !self.json_only();
        if !diary && self.arguments.journal.is_none() {
            return Ok(());
        }
        let scenario = &self.loaded.scenario;
        let mut journal = journal_file::begin(&self.header(seed));
        let mut teller = Diary::new(scenario, self.watch.clone()).with_strip(strip::terminal_width());
        let mut text = if diary { teller.head(seed, self.arguments.play.orders) } else { String::new() };
        let wanted = self.arguments.journal.is_some();
        let mut see = |entry: &Entry| {
            if wanted {
                journal_file::add(&mut journal, scenario, entry);
            }
            if let Some(turn) = teller.see(entry) {
                text.push_str(&turn);
            }
        };
        let replayed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.arm.replay(seed, Detail::Facts, &mut see);
        }));
        if let Err(cause) = replayed {
            let message = verst_study::runner::message(&*cause);
            return Err(self.broken(&Broken { seed, turn: 0, message }, 1));
        }
        if diary {
            print(&text)?;
        }
        file.map_or(Ok(()), |file| file.write(journal.as_bytes()))
    }

    fn ensemble(&self, baselines: Option<&Baselines>, fold: Option<&Fold<'_>>) -> Ensemble {
        let bar = progress::bar(self.seeds.seeds.len(), "runs", self.arguments.quiet);
        let start = Instant::now();
        let mut early = Ensemble::default();
        let request = Request {
            arm: &self.arm,
            base: &self.loaded.scenario,
            record: self.books.map(|b| &b.record),
            seeds: &self.seeds.seeds,
            jobs: self.jobs,
            stop: &STOP,
        };
        let witness = |run: usize| -> Option<Follower<'_>> { Some(Box::new(fold?.follow(run)?)) };
        request.run_followed(&witness, &mut |result| {
            bar.inc(1);
            let Ok(run) = result else { return };
            if early.runs.len() < FIRST_CARD {
                early.runs.push(run.clone());
                if early.runs.len() == FIRST_CARD {
                    self.first_card(&early, baselines, &bar, start.elapsed());
                }
            }
        })
    }

    /// Wrong orders on the first seeds; not where a run failed.
    fn placebo(&self, ensemble: &Ensemble, books: &Books) -> Option<Placebo> {
        let seeds = &self.seeds.seeds[..self.seeds.seeds.len().min(PLACEBO_RUNS)];
        let mut own = ensemble.values();
        if own.len() < self.seeds.seeds.len() {
            return None;
        }
        own.truncate(seeds.len());
        placebo::play(&self.arm, &self.rules.law, &books.record, (seeds, &own), self.jobs, &STOP)
    }

    /// Whether the spread can be split, if that is asked.
    fn check_split(&self) -> Result<(), Failure> {
        let wrong = match self.arguments.split {
            true if self.arm.inputs.is_none() => "needs drawn inputs, and --inputs best draws none",
            true if self.books.is_none() => "needs a record: nothing else is measured",
            true if self.seeds.seeds.len() < FEWEST_TO_SPLIT => "needs pairs of seeds: --runs 4 or more",
            _ => return Ok(()),
        };
        Err(Failure::Usage(format!("--split {wrong}")))
    }

    /// Where the spread comes from, if that is asked; not where a run failed.
    fn split(&self, ensemble: &Ensemble, card: &Scorecard) -> Option<Split> {
        let record = &self.books.filter(|_| self.arguments.split)?.record;
        let (own, seeds) = (ensemble.values(), &self.seeds.seeds);
        if own.len() < seeds.len() {
            return None;
        }
        let mixed = Mixed { arm: &self.arm, base: &self.loaded.scenario, record, seeds, own: &own };
        let bar = progress::bar(mixed.runs(), "mixed runs", self.arguments.quiet);
        let pairs = mixed.play(self.jobs, &STOP, &mut || bar.inc(1));
        bar.finish_and_clear();
        Some(Split::new(record, &card.measures, &pairs?))
    }

    /// A first look, where the rest takes long.
    fn first_card(&self, early: &Ensemble, baselines: Option<&Baselines>, bar: &ProgressBar, took: Duration) {
        let asked = self.seeds.seeds.len();
        let rest = took.mul_f64(asked.saturating_sub(FIRST_CARD) as f64 / FIRST_CARD as f64);
        if rest <= WORTH_WAITING || self.arguments.quiet {
            return;
        }
        if let Some(card) = self.score(early, baselines) {
            let head = format!("First scorecard, after {FIRST_CARD} of {asked} runs");
            bar.suspend(|| note(&format!("{head}\n{}", card::text(&self.loaded.scenario, &card))));
        }
    }

    fn score(&self, ensemble: &Ensemble, baselines: Option<&Baselines>) -> Option<Scorecard> {
        let (books, baselines) = (self.books?, baselines?);
        if ensemble.runs.is_empty() {
            return None;
        }
        Some(score::score(&self.loaded.scenario, &books.record, &ensemble.values(), baselines))
    }

    fn tell(&self, ensemble: &Ensemble, (card, split): Told<'_>) -> Result<(), Failure> {
        if self.json_only() {
            return Ok(());
        }
        let mut text = String::new();
        let (done, asked) = (ensemble.runs.len(), self.seeds.seeds.len());
        if let (Some(books), Some(first)) = (self.books, ensemble.runs.first())
            && !self.arguments.quiet
            && first.seed == self.seeds.seeds[0]
            && done > 1
        {
            let rank = score::rank(&score::totals(&books.record, &ensemble.values()), 0);
            text += &format!(
                "The run told above (seed {}) ranks {rank} of {done} by total score.\n\n",
                first.seed
            );
        }
        if done < asked {
            text += &format!("{done} of {asked} runs were finished.\n\n");
        }
        match card {
            Some(card) => {
                text += &format!(
                    "{done} runs, set {}, orders {}, inputs {}\n",
                    self.seeds.name,
                    open::mode(self.arguments.play.orders).name(),
                    result_file::inputs(self.arguments.play.inputs)
                );
                text += &card::text(&self.loaded.scenario, card);
                text += &split.map_or_else(String::new, |split| format!("\n{}", split::text(split)));
            }
            None if self.arguments.until.is_some() => {
                text += "No scorecard: the operation was cut short by --until.\n"
            }
            None if self.arguments.no_record => text += "No scorecard: the record was not read.\n",
            None if self.books.is_none() => text += "No scorecard: the operation has no record.ron.\n",
            None => {}
        }
        text += &format!("digest of {done} runs: {}\n", result_file::hex(&ensemble.digest()));
        print(&text)
    }

    /// The command that makes the same results again; what only says where they go is left out.
    fn command(&self) -> String {
        let (play, a) = (&self.arguments.play, self.arguments);
        let mut words = vec![format!("verst replay {} --runs {}", a.scenario, self.seeds.seeds.len())];
        words.push(match a.seed {
            Some(seed) => format!("--seed {seed}"),
            None => format!("--seeds {}", a.seeds),
        });
        words.push(format!("--orders {}", open::mode(play.orders).name()));
        words.push(format!("--inputs {}", result_file::inputs(play.inputs)));
        words.extend(play.set.iter().map(|s| format!("--set '{s}'")));
        words.extend(play.rules.iter().map(|r| format!("--rules {}", r.display())));
        words.extend(a.until.iter().map(|u| format!("--until {u}")));
        words.extend(a.no_record.then(|| String::from("--no-record")));
        words.extend(a.split.then(|| String::from("--split")));
        words.join(" ")
    }

    fn header(&self, seed: u64) -> Header {
        Header::new(self.loaded, self.rules, &self.arguments.play, self.arguments.until.as_deref(), seed)
    }

    fn result<'b>(&'b self, ensemble: &'b Ensemble, (card, split): Told<'b>) -> result_file::Result<'b> {
        result_file::Result {
            loaded: self.loaded,
            rules: self.rules,
            books: self.books,
            play: &self.arguments.play,
            until: self.arguments.until.as_deref(),
            seeds: &self.seeds,
            ensemble,
            card,
            split,
        }
    }

    /// A run that broke down: by its settings, if there are any, else by a rule.
    fn broken(&self, broken: &Broken, count: usize) -> Failure {
        let more = if count > 1 { format!(" ({} more runs failed)", count - 1) } else { String::new() };
        let Broken { seed, turn, message } = broken;
        let run = format!("{} seed {seed} after turn {turn}: {message}{more}", self.loaded.scenario.key);
        let settings = &self.arguments.play.set;
        if settings.is_empty() {
            let ask = "Please report it with this line; the other runs are not affected.";
            return Failure::Internal(format!("{run}\n{ask}"));
        }
        Failure::Usage(format!("the rules break down with {}: {run}", settings.join(" and ")))
    }
}
