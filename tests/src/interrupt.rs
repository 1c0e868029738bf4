//! Long ensembles: Ctrl-C keeps what is finished, and progress goes to a person at a terminal and nowhere else.
#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use verst_tests::{binary, scenarios, skipped, stderr, stdout};

/// More runs than any machine makes in a few seconds.
const MANY: &str = "100000";

fn replay(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.arg("--scenarios").arg(scenarios()).args(["replay", "kaluga-1941"]).args(arguments);
    command.env("NO_COLOR", "1").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn interrupt(child: &Child) {
    let sent = Command::new("sh").args(["-c", "kill -INT \"$0\"", &child.id().to_string()]).status();
    assert!(sent.expect("there is a shell").success());
}

/// Waits until a file is there; the child must be at work all the while.
fn wait_for(file: &Path, child: &mut Child) {
    while !file.exists() {
        assert!(child.try_wait().expect("a child").is_none(), "it ended before it wrote {}", file.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// An ensemble that is interrupted some time after it was prepared, with its result file.
fn interrupted(folder: &Path, after: Duration) -> Output {
    let (journal, json) = (folder.join("run.jsonl"), folder.join("out.json"));
    for old in [&journal, &json] {
        let _ = std::fs::remove_file(old);
    }
    let path = |file: &Path| file.to_str().expect("a plain path").to_string();
    let arguments = ["--runs", MANY, "--quiet", "--journal", &path(&journal), "--json", &path(&json)];
    let mut child = replay(&arguments).spawn().expect("the binary starts");
    // The journal of the first seed is written before the ensemble begins.
    wait_for(&journal, &mut child);
    std::thread::sleep(after);
    interrupt(&child);
    child.wait_with_output().expect("it ends")
}

/// The number in "N of 100000 runs were finished."
fn finished(text: &str) -> usize {
    let line = text.lines().find(|l| l.ends_with(&format!(" of {MANY} runs were finished.")));
    let line = line.unwrap_or_else(|| panic!("the number of finished runs is missing:\n{text}"));
    line.split(' ').next().and_then(|n| n.parse().ok()).expect("a number")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn ctrl_c_prints_the_scorecard_of_the_finished_runs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // How long the baselines take before the first run is the machine's matter: wait longer until some runs were finished.
    for wait in [1, 2, 4, 8, 16, 32] {
        let output = interrupted(folder.path(), Duration::from_millis(500 * wait));
        assert_eq!(output.status.code(), Some(130), "{:?}\n{}", output.status, stderr(&output));
        let Ok(result) = std::fs::read_to_string(folder.path().join("out.json")) else {
            continue; // the baselines were still being played
        };
        let (text, done) = (stdout(&output), finished(&stdout(&output)));
        let result: serde_json::Value = serde_json::from_str(&result).expect("it is whole");
        assert_eq!(result["runs"], done);
        assert_eq!(result["seeds"]["asked"], 100_000);
        assert_eq!(names(folder.path()), ["out.json", "run.jsonl"], "no temporary file stays");
        assert!(
            text.contains(&format!("digest of {done} runs: {}", result["digest"].as_str().expect("text")))
        );
        if done == 0 {
            assert!(result["measures"].is_null() && !text.contains("skill against"));
            continue;
        }
        assert!(done < 100_000);
        assert!(
            text.contains(&format!("{done} runs, set judge, orders historical, inputs drawn\n")),
            "{text}"
        );
        assert!(text.contains("skill against") && text.contains("kaluga-falls"), "{text}");
        return;
    }
    panic!("no run was finished in half a minute");
}

#[test]
fn progress_goes_to_no_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("stderr.txt");
    let errors = std::fs::File::create(&file).expect("a new file");
    let output = replay(&["--runs", "300"]).stderr(errors).output().expect("the binary starts");
    assert!(output.status.success());
    let told = std::fs::read_to_string(&file).expect("it is there");
    assert!(!told.contains(['\r', '\u{1b}']) && !told.contains("/300 runs"), "{told:?}");
}

/// Runs a replay under a terminal, prints what the terminal showed, interrupts once both are seen, prints the exit code.
const AT_A_TERMINAL: &str = r#"
import os, pty, re, signal, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
shown, sent = b"", False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if not sent and b"First scorecard, after 10 of 3000 runs" in shown and re.search(rb"[1-9]\d*/3000 runs", shown):
        os.kill(pid, signal.SIGINT)
        sent = True
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.write(shown)
print("\nexit code", code)
"#;

#[test]
fn a_terminal_shows_progress_and_a_first_scorecard() {
    let mut python = Command::new("python3");
    python.args(["-c", AT_A_TERMINAL]).arg(binary()).arg("--scenarios").arg(scenarios());
    python.args(["replay", "kaluga-1941", "--runs", "3000"]).env("TERM", "xterm").env_remove("NO_COLOR");
    let Ok(output) = python.output() else {
        return skipped(
            "a_terminal_shows_progress_and_a_first_scorecard",
            "there is no python3 to make a terminal",
        );
    };
    assert!(output.status.success(), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("First scorecard, after 10 of 3000 runs"), "{text}");
    assert!(text.contains("/3000 runs, ") && text.contains(" left"), "{text}");
    let (_, after) = text.split_once("First scorecard").expect("it is there");
    assert!(after.contains("skill against") && after.contains("kaluga-falls"), "{after}");
    assert!(text.contains(" of 3000 runs were finished.") && text.ends_with("exit code 130\n"), "{text}");
}
