//! `verst sweep` and `verst merge`: a study's runs into Parquet files, piece by piece, so that nothing is lost.

use std::path::Path;

use serde_json::{Value, json};
use verst_domain::near::nearest;
use verst_files::library::Library;
use verst_score::measure::Record;
use verst_score::outcome::Observer;
use verst_score::totals::Totals;
use verst_study::player::{Player, Readers};
use verst_study::runner::{Arm, Failure as Broken};
use verst_study::study::{self, Plan, StudyFile};
use verst_study::tables::{ERROR, Maker, Measured, Row, measured};
use verst_study::{crew, seeds};

use crate::args::{Merge, Sweep};
use crate::failure::Failure;
use crate::open;
use crate::output::{note, print};
use crate::pieces::{Manifest, Pieces, numbers};
use crate::progress::{self, STOP};
use crate::result_file::hex;
use crate::shard::Shard;
use crate::summary;
use crate::variant;
use crate::whole;

/// Everything that a sweep works with.
struct Session {
    plan: Plan,
    knobs: Vec<String>,
    record: Option<Record>,
    measured: Vec<Measured>,
    pieces: Pieces,
}

/// Plays a study.
///
/// # Errors
/// Bad input or usage, an internal failure, an interruption.
pub fn sweep(library: &Library, arguments: &Sweep) -> Result<(), Failure> {
    let shard = Shard::read(arguments.shard.as_deref())?;
    let session = open_study(library, arguments)?;
    session.pieces.begin(arguments.resume, shard)?;
    progress::stop_on_ctrl_c();
    let (plan, pieces) = (&session.plan, &session.pieces);
    let missing: Vec<usize> = (0..plan.chunks()).filter(|n| shard.has(*n) && !pieces.has(*n)).collect();
    let mine = (0..plan.chunks()).filter(|n| shard.has(*n)).count();
    let broken = session.play(&missing, arguments)?;
    let left = missing.iter().filter(|n| !pieces.has(**n)).count();
    if left > 0 {
        note(&format!("{} of {mine} pieces are written; go on with --resume", mine - left));
        return Err(Failure::Interrupted);
    }
    session.tell(mine)?;
    broken.first().map_or(Ok(()), |b| {
        let Broken { seed, turn, message } = b;
        let more = if broken.len() > 1 {
            format!(" ({} more runs failed)", broken.len() - 1)
        } else {
            String::new()
        };
        Err(Failure::Internal(format!("seed {seed} after turn {turn}: {message}{more}")))
    })
}

/// Puts shards together.
///
/// # Errors
/// If they do not belong together, something is missing or damaged, or the whole cannot be written.
pub fn merge(arguments: &Merge) -> Result<(), Failure> {
    let whole = whole::merge(&arguments.folders, &arguments.out, arguments.csv)?;
    let text = summary::text(&whole.manifest, &whole.read_values()?);
    print(&format!("{text}{}", whole.closing()))
}

fn open_study(library: &Library, arguments: &Sweep) -> Result<Session, Failure> {
    let file = study_file(library, &arguments.study)?;
    let (study, changes) = study::read(&file)?;
    let folder = variant::base(library, &study.base, &changes)?;
    let (loaded, rules) = variant::with(library, &folder, &changes, None)?;
    open::armies(&loaded, &rules)?;
    let books = match open::books_of_changed(library, &loaded)? {
        Some((books, gone)) if !gone.is_empty() => {
            note(&format!("not measured, since what they are about is gone: {}", gone.join(", ")));
            Some(books)
        }
        Some((books, _)) => Some(books),
        None => None,
    };
    let set = seeds::find(&study.seeds, library.root(), &loaded.scenario.key)?;
    let wanted = study.repeats as usize;
    let Some(chosen) = set.seeds.get(..wanted) else {
        let there = set.seeds.len();
        let message = format!("the set \"{}\" has {there} seeds, fewer than repeats: {wanted}", set.name);
        return Err(Failure::Usage(message));
    };
    let record = books.as_ref().map(|b| b.record.clone());
    let measured = measured(&loaded.scenario, record.as_ref());
    let watch = watched(&study, &measured)?;
    let digests = json!({
        "study": blake3::hash(changes.source.text.as_bytes()).to_hex().to_string(),
        "scenario": hex(&loaded.scenario.digest),
        "rules": rules.digest,
        "record": books.as_ref().map(|b| b.digest.clone()),
    });
    let key = loaded.scenario.key.clone();
    let parts = (loaded.scenario, rules.file, rules.law);
    let plan = Plan::new(&study, &changes, parts, chosen.to_vec())?;
    let manifest = manifest(&study, &plan, &measured, (&watch, digests, &key, &set.name));
    let knobs = study.knobs.iter().map(|k| k.name.clone()).collect();
    let pieces = Pieces::new(&arguments.out, manifest);
    Ok(Session { plan, knobs, record, measured, pieces })
}

/// The study's file: a path, or SCENARIO/STUDY in the library.
fn study_file(library: &Library, name: &str) -> Result<std::path::PathBuf, Failure> {
    if let Some((scenario, study)) = name.split_once('/')
        && let Ok(folder) = library.scenario(scenario)
        && !Path::new(name).is_file()
    {
        return Ok(variant::find(&folder, study)?);
    }
    Ok(variant::find(library.root(), name)?)
}

/// Measures that the summary is about.
fn watched(study: &StudyFile, measured: &[Measured]) -> Result<Vec<String>, Failure> {
    let names = || measured.iter().map(|m| &*m.name);
    if study.watch.is_empty() {
        let usual = |name: &&str| *name == ERROR || name.ends_with(".lost") || name.ends_with(".places");
        return Ok(names().filter(usual).map(String::from).collect());
    }
    for name in &study.watch {
        if !names().any(|n| n == name) {
            let hint = nearest(name, names()).unwrap_or_default();
            return Err(Failure::Usage(format!("watch: nothing measured is named \"{name}\"; {hint}")));
        }
    }
    Ok(study.watch.clone())
}

fn manifest(
    study: &StudyFile,
    plan: &Plan,
    measured: &[Measured],
    (watch, digests, scenario, set): (&[String], Value, &str, &str),
) -> Manifest {
    let measures: Vec<Value> = measured.iter().map(|m| json!({ "id": &*m.name, "unit": &*m.unit })).collect();
    Manifest(json!({
        "format": 1,
        "verst_version": env!("CARGO_PKG_VERSION"),
        "study": study.name,
        "because": study.because,
        "scenario": scenario,
        "digests": digests,
        "orders": study.orders,
        "inputs": study.inputs,
        "design": study.design,
        "knobs": study.knobs,
        "seeds": { "set": set, "first": plan.seeds.first(), "last": plan.seeds.last() },
        "repeats": plan.seeds.len(),
        "rows": plan.rows(),
        "runs": plan.runs(),
        "pieces": plan.chunks(),
        "measures": measures,
        "watch": watch,
    }))
}

impl Session {
    /// Plays pieces and writes each as it ends; the runs that failed.
    fn play(&self, missing: &[usize], arguments: &Sweep) -> Result<Vec<Broken>, Failure> {
        let runs = missing.iter().map(|n| self.plan.runs_of(*n).len()).sum();
        let bar = progress::bar(runs, "runs", arguments.quiet);
        let maker = Maker {
            plan: &self.plan,
            knobs: &self.knobs,
            record: self.record.as_ref(),
            measured: &self.measured,
        };
        let hire = || {
            let scenario = self.plan.scenario();
            let observer = self.record.as_ref().map(|record| Observer::new(scenario, record));
            let mut readers = Readers { observer, totals: Totals::new(scenario) };
            let mut player = Player::default();
            let (maker, bar) = (&maker, &bar);
            move |n: usize| -> Result<Vec<Broken>, Failure> {
                let rows = self.runs(missing[n], &mut player, &mut readers, &|| bar.inc(1))?;
                self.pieces.write(missing[n], &maker.tables(&rows))?;
                Ok(rows.into_iter().filter_map(|row| row.result.err()).collect())
            }
        };
        let (mut broken, mut failure) = (Vec::new(), None);
        let jobs = progress::jobs(arguments.jobs);
        crew::work(missing.len(), jobs, &STOP, &hire, &mut |_, result| match result {
            Ok(more) => broken.extend(more),
            Err(wrong) => {
                // A full disk, or an impossible row: the rest would end alike.
                STOP.store(true, std::sync::atomic::Ordering::Relaxed);
                failure.get_or_insert(wrong);
            }
        });
        bar.finish_and_clear();
        failure.map_or(Ok(broken), Err)
    }

    /// Plays the runs of a piece.
    fn runs(
        &self,
        piece: usize,
        player: &mut Player,
        readers: &mut Readers<'_>,
        done: &dyn Fn(),
    ) -> Result<Vec<Row>, Failure> {
        let mut arm: Option<(usize, Arm)> = None;
        let mut rows = Vec::new();
        for run in self.plan.runs_of(piece) {
            let (row, repetition) = self.plan.place(run);
            if arm.as_ref().is_none_or(|(at, _)| *at != row) {
                arm = Some((row, self.plan.arm(row).map_err(Failure::Usage)?));
            }
            if let Some((_, arm)) = &arm {
                rows.push(Row { run, result: player.play(arm, readers, self.plan.seeds[repetition]) });
            }
            done();
        }
        Ok(rows)
    }

    /// The summary, if the whole is there.
    fn tell(&self, mine: usize) -> Result<(), Failure> {
        let all = self.plan.chunks();
        let gaps: Vec<usize> = (0..all).filter(|n| !self.pieces.has(*n)).collect();
        if !gaps.is_empty() {
            let there = all - gaps.len();
            return print(&format!(
                "{mine} pieces of this shard are written, {there} of all {all}; put the shards together with `verst merge`\nmissing here: {}\n",
                numbers(&gaps)
            ));
        }
        let whole = self.pieces.whole()?;
        let text = summary::text(&whole.manifest, &whole.read_values()?);
        print(&format!("{text}{}", whole.closing()))
    }
}
