//! Shards: which part of a sweep a process plays.

use crate::failure::Failure;

/// One of several parts; pieces are dealt to them in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// Reads `I/N` (I from 1) or `auto`; without it the whole is one shard.
    ///
    /// # Errors
    /// If it is neither, or the environment names no task.
    pub fn read(asked: Option<&str>) -> Result<Self, Failure> {
        let environment = |name: &str| std::env::var(name).ok();
        Self::of(asked, &environment).map_err(Failure::Usage)
    }

    fn of(asked: Option<&str>, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let Some(asked) = asked else { return Ok(Self { index: 0, count: 1 }) };
        if asked == "auto" {
            return Self::of_task(environment);
        }
        let parts = asked.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match parts {
            Some((i, n)) if (1..=n).contains(&i) => Ok(Self { index: i - 1, count: n }),
            _ => Err(format!("--shard {asked}: expected I/N with I from 1 to N, such as 3/8, or auto")),
        }
    }

    fn of_task(environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let number = |name: &str| environment(name).and_then(|v| v.trim().parse::<usize>().ok());
        let (index, count) = if let Some(task) = number("SLURM_ARRAY_TASK_ID") {
            let first = number("SLURM_ARRAY_TASK_MIN").unwrap_or(0);
            let step = number("SLURM_ARRAY_TASK_STEP").unwrap_or(1).max(1);
            (task.checked_sub(first).map(|n| n / step), number("SLURM_ARRAY_TASK_COUNT"))
        } else {
            (number("JOB_COMPLETION_INDEX"), number("JOB_COMPLETION_COUNT"))
        };
        match (index, count) {
            (Some(index), Some(count)) if index < count => Ok(Self { index, count }),
            (None, _) => Err(String::from(
                "--shard auto: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set to a task of this array",
            )),
            (Some(index), Some(count)) => {
                Err(format!("--shard auto: task {index} (from 0) is beyond the {count} of the array"))
            }
            (Some(_), None) => Err(String::from(
                "--shard auto: how many tasks there are is not told: SLURM sets SLURM_ARRAY_TASK_COUNT; in a Kubernetes job \
                 set JOB_COMPLETION_COUNT to its completions",
            )),
        }
    }

    /// Whether a piece is this shard's.
    #[must_use]
    pub fn has(self, piece: usize) -> bool {
        piece % self.count == self.index
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn shards_are_read_and_share_everything_once() {
        let none = |_: &str| None;
        let of = |text: &str| Shard::of(Some(text), &none);
        let all: Vec<Shard> = (1..=3).filter_map(|i| of(&format!("{i}/3")).ok()).collect();
        for piece in 0..20 {
            assert_eq!(all.iter().filter(|s| s.has(piece)).count(), 1);
        }
        for wrong in ["0/3", "4/3", "3", "a/b", "auto", "1/0"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn tasks_of_arrays_are_shards() {
        let slurm = |name: &str| match name {
            "SLURM_ARRAY_TASK_ID" => Some(String::from("7")),
            "SLURM_ARRAY_TASK_MIN" => Some(String::from("1")),
            "SLURM_ARRAY_TASK_STEP" => Some(String::from("2")),
            "SLURM_ARRAY_TASK_COUNT" => Some(String::from("5")),
            _ => None,
        };
        assert_eq!(Shard::of(Some("auto"), &slurm), Ok(Shard { index: 3, count: 5 }));
        let pod = |name: &str| match name {
            "JOB_COMPLETION_INDEX" => Some(String::from("0")),
            "JOB_COMPLETION_COUNT" => Some(String::from("2")),
            _ => None,
        };
        assert_eq!(Shard::of(Some("auto"), &pod), Ok(Shard { index: 0, count: 2 }));
        let lone = |name: &str| (name == "JOB_COMPLETION_INDEX").then(|| String::from("0"));
        assert!(Shard::of(Some("auto"), &lone).is_err_and(|m| m.contains("JOB_COMPLETION_COUNT")));
    }
}
