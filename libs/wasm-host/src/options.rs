use std::{num::NonZeroU32, path::PathBuf, time::Duration};

/// How long an instance of the component lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// A new instance for each request: nothing of one request is left for the next.
    Fresh,
    /// An instance serves many requests, and is set back after each to what it was when it was made: nothing of one request
    /// is left for the next. Where that cannot be, a new instance for each.
    Reset,
    /// An instance serves up to `limit` requests, one after the other.
    Reuse { limit: NonZeroU32 },
}

/// How a component is served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ServedBy {
    /// By its core module if it has the shape for that, else by the component runtime.
    #[default]
    Auto,
    /// By its core module, whose imports the host serves itself; a component of another shape is refused.
    Core,
    /// By the component runtime.
    Component,
}

impl ServedBy {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Core, Self::Component];

    /// As `--path` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Core => "core",
            Self::Component => "component",
        }
    }
}

/// No limit: a component that is compiled at start then has no checks by which it could be interrupted, and one that
/// never ends holds its thread for good.
pub const NO_TIME_LIMIT: Duration = Duration::MAX;

/// What the host is told beside the component; the guest gets no capability that is not named here.
#[derive(Debug, Clone)]
pub struct Options {
    pub isolation: Isolation,
    /// How the component is served.
    pub served_by: ServedBy,
    /// The most that one instance's linear memory may hold, in bytes.
    pub memory_limit_bytes: usize,
    /// How long a request may wait for the response's head, and how long its guest may compute; [`NO_TIME_LIMIT`] for
    /// a component that is trusted to end.
    pub time_limit: Duration,
    /// How many instances may live at the same time; a request beyond that gets 503.
    pub max_instances: u32,
    /// Environment variables of the guest.
    pub env: Vec<(String, String)>,
    /// Hosts, by name or `name:port`, that the guest may send requests to.
    pub outgoing_hosts: Vec<String>,
    /// Whether the guest's standard output and error are the host's; otherwise they are discarded.
    pub inherit_output: bool,
    /// A program that compiles in the place of this one, by its command `compile`.
    pub compiler: Option<PathBuf>,
    /// Keeps what was compiled in this folder, for the next start.
    pub cache_folder: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            isolation: Isolation::Fresh,
            served_by: ServedBy::default(),
            memory_limit_bytes: 128 * 1024 * 1024,
            time_limit: Duration::from_secs(30),
            max_instances: 1024,
            env: Vec::new(),
            outgoing_hosts: Vec::new(),
            inherit_output: false,
            compiler: None,
            cache_folder: None,
        }
    }
}
