//! Sweeps on clusters: the tasks of an array play a part each, and put together these are the sweep that one process plays.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use verst_tests::{binary, scenarios, stderr, stdout};

use crate::sweeps::{last, merge, path, study, sweep};

/// Everything that tells a task of an array which one it is.
const VARIABLES: [&str; 6] = [
    "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_STEP",
    "SLURM_ARRAY_TASK_COUNT",
    "JOB_COMPLETION_INDEX",
    "JOB_COMPLETION_COUNT",
];

/// A task with these variables set and none of the others.
fn task(study: &str, out: &Path, variables: &[(&str, usize)]) -> Output {
    let mut command = Command::new(binary());
    command.arg("--scenarios").arg(scenarios()).args(["sweep", study, "--shard", "auto", "--out"]).arg(out);
    VARIABLES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.envs(variables.iter().map(|(name, value)| (name, value.to_string())));
    command.output().expect("the binary starts")
}

/// Plays the tasks of an array, each into a folder of its own, and puts them together.
fn array(study: &str, folder: &Path, tasks: &[Vec<(&str, usize)>]) -> String {
    let shards: Vec<PathBuf> = (0..tasks.len()).map(|n| folder.join(format!("part-{n}"))).collect();
    // The order in which a cluster plays them is its own.
    for (shard, variables) in shards.iter().zip(tasks).rev() {
        let output = task(study, shard, variables);
        assert!(output.status.success(), "{variables:?}: {}", stderr(&output));
        assert!(stdout(&output).contains("pieces of this shard are written"), "{}", stdout(&output));
    }
    merge(&shards, &folder.join("merged"))
}

#[test]
fn tasks_of_arrays_put_together_are_the_undisturbed_sweep() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let study = study(folder.path());
    let undisturbed = last(&sweep(&study, &folder.path().join("undisturbed"), &[]));
    assert!(undisturbed.starts_with("content digest of 300 runs"), "{undisturbed}");
    // A Kubernetes job of 4 completions, completion mode Indexed.
    let pods = |n: usize| vec![("JOB_COMPLETION_INDEX", n), ("JOB_COMPLETION_COUNT", 4)];
    let job = folder.path().join("job");
    assert_eq!(array(&study, &job, &(0..4).map(pods).collect::<Vec<_>>()), undisturbed);
    // sbatch --array=0-2, and --array=1-9:2.
    for (first, step, count) in [(0, 1, 3), (1, 2, 5)] {
        let slurm = |n: usize| {
            vec![
                ("SLURM_ARRAY_TASK_ID", first + n * step),
                ("SLURM_ARRAY_TASK_MIN", first),
                ("SLURM_ARRAY_TASK_STEP", step),
                ("SLURM_ARRAY_TASK_COUNT", count),
            ]
        };
        let tasks: Vec<_> = (0..count).map(slurm).collect();
        let own = folder.path().join(format!("array-{step}"));
        assert_eq!(array(&study, &own, &tasks), undisturbed, "step {step}");
    }
    // One task that was lost is played again by its number, into a folder of its own.
    let lost = job.join("part-2");
    std::fs::remove_dir_all(&lost).expect("it is lost");
    assert!(sweep(&study, &lost, &["--shard", "3/4"]).status.success());
    let parts: Vec<PathBuf> = (0..4).map(|n| job.join(format!("part-{n}"))).collect();
    assert_eq!(merge(&parts, &job.join("again")), undisturbed);
}

#[test]
fn more_tasks_than_pieces_leave_some_with_nothing_and_the_whole_the_same() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let study = study(folder.path());
    let undisturbed = last(&sweep(&study, &folder.path().join("undisturbed"), &[]));
    let pods = |n: usize| vec![("JOB_COMPLETION_INDEX", n), ("JOB_COMPLETION_COUNT", 32)];
    let tasks: Vec<_> = (0..32).map(pods).collect();
    assert_eq!(array(&study, &folder.path().join("job"), &tasks), undisturbed);
}

#[test]
fn a_task_that_cannot_be_placed_is_refused_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (study, out) = (study(folder.path()), folder.path().join("out"));
    for (variables, told) in [
        (&[][..], "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX"),
        (&[("JOB_COMPLETION_INDEX", 1)], "JOB_COMPLETION_COUNT"),
        (&[("JOB_COMPLETION_INDEX", 4), ("JOB_COMPLETION_COUNT", 4)], "beyond the 4"),
        // sbatch --array=3,7: tasks of which nobody knows the others.
        (
            &[("SLURM_ARRAY_TASK_ID", 7), ("SLURM_ARRAY_TASK_MIN", 3), ("SLURM_ARRAY_TASK_COUNT", 2)],
            "beyond the 2",
        ),
    ] {
        let output = task(&study, &out, variables);
        assert_eq!(output.status.code(), Some(2), "{variables:?}");
        assert!(stderr(&output).contains(told), "{variables:?}: {}", stderr(&output));
        assert!(!out.exists(), "{variables:?} wrote to {}", path(&out));
    }
}
