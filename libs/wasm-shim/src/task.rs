use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::SystemTime,
};

use containerd_shim::{
    Error, ExitSignal, Task, TtrpcContext, TtrpcResult, api,
    cgroup::update_resources,
    monitor::{Subscription, Topic, monitor_subscribe},
    mount::mount_rootfs,
    protos::{
        api::{ProcessInfo, Status},
        protobuf::{MessageField, well_known_types::timestamp::Timestamp},
    },
    publisher::RemotePublisher,
    util::convert_to_any,
};
use nix::{errno::Errno, sys::signal, unistd::Pid};
use oci_spec::runtime::LinuxResources;

use crate::{
    cgroup::Cgroup,
    child::{pid_in, run_step, wait_for},
    events::Events,
    shim::unmount,
    step::Step,
};

/// The task service of one container, containerd's `task/v2/shim.proto`.
#[derive(Clone)]
pub struct WasmTask(Arc<Inner>);

struct Inner {
    events: Events,
    exit: Arc<ExitSignal>,
    container: Mutex<Option<Running>>,
    exited: Condvar,
}

#[derive(Clone)]
struct Running {
    id: String,
    bundle: PathBuf,
    stdout: String,
    stderr: String,
    pid: i32,
    is_started: bool,
    ended: Option<(u32, Timestamp)>,
}

impl WasmTask {
    pub fn new(namespace: String, publisher: RemotePublisher, exit: Arc<ExitSignal>) -> Self {
        let events = Events::new(namespace, publisher);
        Self(Arc::new(Inner { events, exit, container: Mutex::default(), exited: Condvar::new() }))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Running>> {
        self.0.container.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Result<Running, Error> {
        self.lock().clone().ok_or_else(|| Error::NotFoundError("no container was created".into()))
    }

    /// Waits in a thread for the container's process, which is a child of ours: the shim is a subreaper.
    fn watch(&self, pid: i32, exits: Subscription) {
        let task = self.clone();
        // A process that has ended is in no cgroup any more.
        let cgroup = Cgroup::of(pid).ok();
        thread::spawn(move || {
            let status = wait_for(pid, &exits) as u32;
            let at = now();
            let id = {
                let mut container = task.lock();
                let Some(running) = container.as_mut() else { return };
                running.ended = Some((status, at.clone()));
                running.id.clone()
            };
            task.0.exited.notify_all();
            if cgroup.is_some_and(|cgroup| cgroup.is_out_of_memory()) {
                task.0.events.out_of_memory(&id);
            }
            task.0.events.exited(&id, pid, status, at);
        });
    }
}

impl Task for WasmTask {
    fn create(&self, _: &TtrpcContext, req: api::CreateTaskRequest) -> TtrpcResult<api::CreateTaskResponse> {
        if req.terminal {
            return Err(Error::InvalidArgument("a component has no terminal".into()).into());
        }
        let bundle = PathBuf::from(&req.bundle);
        let rootfs = bundle.join("rootfs");
        fs::create_dir_all(&rootfs).map_err(|error| Error::Other(error.to_string()))?;
        for mount in &req.rootfs {
            mount_rootfs(Some(&mount.type_), Some(&mount.source), &mount.options, &rootfs)?;
        }
        let exits = monitor_subscribe(Topic::Pid)?;
        let pid = run_step(Step::Create {
            bundle: bundle.clone(),
            id: req.id.clone(),
            stdout: req.stdout.clone(),
            stderr: req.stderr.clone(),
        })
        .and_then(|()| pid_in(&bundle))
        .inspect_err(|_| unmount(&bundle))?;
        *self.lock() = Some(Running {
            id: req.id.clone(),
            bundle,
            stdout: req.stdout,
            stderr: req.stderr,
            pid,
            is_started: false,
            ended: None,
        });
        self.watch(pid, exits);
        self.0.events.created(&req.id, &req.bundle, pid);
        let mut response = api::CreateTaskResponse::new();
        response.pid = pid as u32;
        Ok(response)
    }

    fn start(&self, _: &TtrpcContext, req: api::StartRequest) -> TtrpcResult<api::StartResponse> {
        refuse_exec(&req.exec_id)?;
        let Running { id, bundle, pid, .. } = self.running()?;
        run_step(Step::Start { bundle, id: id.clone() })?;
        if let Some(running) = self.lock().as_mut() {
            running.is_started = true;
        }
        self.0.events.started(&id, pid);
        let mut response = api::StartResponse::new();
        response.pid = pid as u32;
        Ok(response)
    }

    fn state(&self, _: &TtrpcContext, req: api::StateRequest) -> TtrpcResult<api::StateResponse> {
        refuse_exec(&req.exec_id)?;
        let running = self.running()?;
        let mut response = api::StateResponse::new();
        response.status = match (&running.ended, running.is_started) {
            (Some(_), _) => Status::STOPPED,
            (None, true) => Status::RUNNING,
            (None, false) => Status::CREATED,
        }
        .into();
        if let Some((status, at)) = running.ended {
            response.exit_status = status;
            response.exited_at = MessageField::some(at);
        }
        response.id = running.id;
        response.bundle = running.bundle.display().to_string();
        response.pid = running.pid as u32;
        response.stdout = running.stdout;
        response.stderr = running.stderr;
        Ok(response)
    }

    fn wait(&self, _: &TtrpcContext, req: api::WaitRequest) -> TtrpcResult<api::WaitResponse> {
        refuse_exec(&req.exec_id)?;
        self.running()?;
        let ended =
            |container: &Option<Running>| container.as_ref().and_then(|running| running.ended.clone());
        let container = self
            .0
            .exited
            .wait_while(self.lock(), |container| container.is_some() && ended(container).is_none());
        let container = container.unwrap_or_else(PoisonError::into_inner);
        let mut response = api::WaitResponse::new();
        if let Some((status, at)) = ended(&container) {
            response.exit_status = status;
            response.exited_at = MessageField::some(at);
        }
        Ok(response)
    }

    fn kill(&self, _: &TtrpcContext, req: api::KillRequest) -> TtrpcResult<api::Empty> {
        refuse_exec(&req.exec_id)?;
        let running = self.running()?;
        let gone = || Error::NotFoundError("the process is gone".into());
        if running.ended.is_some() {
            return Err(gone().into());
        }
        let signal = signal::Signal::try_from(req.signal as i32)
            .map_err(|_| Error::InvalidArgument(format!("no such signal: {}", req.signal)))?;
        match signal::kill(Pid::from_raw(running.pid), signal) {
            Ok(()) => Ok(api::Empty::new()),
            Err(Errno::ESRCH) => Err(gone().into()),
            Err(errno) => Err(Error::Nix(errno).into()),
        }
    }

    fn delete(&self, _: &TtrpcContext, req: api::DeleteRequest) -> TtrpcResult<api::DeleteResponse> {
        refuse_exec(&req.exec_id)?;
        let Running { id, bundle, pid, ended, is_started, .. } = self.running()?;
        if ended.is_none() && is_started {
            return Err(Error::FailedPreconditionError("the container runs".into()).into());
        }
        run_step(Step::Delete { bundle: bundle.clone(), id: id.clone() })?;
        unmount(&bundle);
        *self.lock() = None;
        self.0.exited.notify_all();
        let (status, at) = ended.unwrap_or_else(|| (0, now()));
        self.0.events.deleted(&id, pid, status, at.clone());
        let mut response = api::DeleteResponse::new();
        response.pid = pid as u32;
        response.exit_status = status;
        response.exited_at = MessageField::some(at);
        Ok(response)
    }

    fn pids(&self, _: &TtrpcContext, _: api::PidsRequest) -> TtrpcResult<api::PidsResponse> {
        let mut process = ProcessInfo::new();
        process.pid = self.running()?.pid as u32;
        let mut response = api::PidsResponse::new();
        response.processes.push(process);
        Ok(response)
    }

    fn stats(&self, _: &TtrpcContext, _: api::StatsRequest) -> TtrpcResult<api::StatsResponse> {
        let failed = |error: std::io::Error| Error::Other(error.to_string());
        let metrics = Cgroup::of(self.running()?.pid).and_then(|cgroup| cgroup.metrics()).map_err(failed)?;
        let mut response = api::StatsResponse::new();
        response.stats = MessageField::some(convert_to_any(Box::new(metrics))?);
        Ok(response)
    }

    /// A kubelet that gives CPUs to pods takes them from the others in this way.
    fn update(&self, _: &TtrpcContext, req: api::UpdateTaskRequest) -> TtrpcResult<api::Empty> {
        let resources: LinuxResources = serde_json::from_slice(&req.resources.value)
            .map_err(|error| Error::InvalidArgument(format!("the resources to update to: {error}")))?;
        update_resources(self.running()?.pid as u32, &resources)?;
        Ok(api::Empty::new())
    }

    fn close_io(&self, _: &TtrpcContext, _: api::CloseIORequest) -> TtrpcResult<api::Empty> {
        Ok(api::Empty::new())
    }

    fn connect(&self, _: &TtrpcContext, _: api::ConnectRequest) -> TtrpcResult<api::ConnectResponse> {
        let mut response = api::ConnectResponse::new();
        response.shim_pid = std::process::id();
        response.task_pid = self.running().map_or(0, |running| running.pid as u32);
        Ok(response)
    }

    fn shutdown(&self, _: &TtrpcContext, _: api::ShutdownRequest) -> TtrpcResult<api::Empty> {
        if self.lock().is_none() {
            self.0.exit.signal();
        }
        Ok(api::Empty::new())
    }
}

fn refuse_exec(exec_id: &str) -> Result<(), Error> {
    if exec_id.is_empty() {
        Ok(())
    } else {
        Err(Error::Unimplemented("a component holds no other program to execute".into()))
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}
