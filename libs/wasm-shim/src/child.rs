use std::{
    env, fs,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

use containerd_shim::{
    Error,
    monitor::{ExitEvent, Subject, Subscription, Topic, monitor_subscribe},
};

use crate::step::{PID_FILE, Step};

/// Runs a step in a process of its own; an error is what it said.
pub fn run_step(step: Step) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::Other(error.to_string());
    let exits = monitor_subscribe(Topic::Pid)?;
    let (mut said, stderr) = std::io::pipe().map_err(failed)?;
    let mut command = Command::new(env::current_exe().map_err(failed)?);
    command.args(step.args()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
    let child = command.spawn().map_err(failed)?;
    drop(command);
    if wait_for(child.id() as i32, &exits) == 0 {
        return Ok(());
    }
    let mut text = String::new();
    said.read_to_string(&mut text).map_err(failed)?;
    Err(Error::Other(text.trim().to_owned()))
}

/// The exit status of a child, which the shim's signal handler reaps and tells to subscribers.
pub fn wait_for(pid: i32, exits: &Subscription) -> i32 {
    loop {
        match exits.rx.recv() {
            Ok(ExitEvent { subject: Subject::Pid(ended), exit_code }) if ended == pid => return exit_code,
            Ok(_) => {}
            Err(_) => return 255,
        }
    }
}

/// The process id of the container that was created in a bundle.
pub fn pid_in(bundle: &Path) -> Result<i32, Error> {
    let text = fs::read_to_string(bundle.join(PID_FILE)).map_err(|error| Error::Other(error.to_string()))?;
    Ok(text.trim().parse()?)
}
