use std::sync::Arc;

use http::{Method, StatusCode};
use wasmtime::{
    Engine, Store, UpdateDeadline,
    component::{Resource, ResourceTable},
};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::{Options, core, error::TimeLimitExceeded, outgoing::Outgoing, ticker::TICK};

/// A guest cannot make the host hold more than this many resources (streams, fields, requests) for it.
pub(crate) const MAX_RESOURCES: usize = 16 * 1024;

/// Files and sockets, which no guest of this host gets, though it may import them.
pub(crate) const ABSENT_PACKAGES: [&str; 2] = ["wasi:filesystem/", "wasi:sockets/"];

/// The resources that these packages define; what else their interfaces name comes from `wasi:io` and `wasi:clocks`.
pub(crate) const ABSENT_RESOURCES: [&str; 8] = [
    "descriptor",
    "directory-entry-stream",
    "incoming-datagram-stream",
    "network",
    "outgoing-datagram-stream",
    "resolve-address-stream",
    "tcp-socket",
    "udp-socket",
];

/// What one instance has of the host.
pub(crate) struct Guest {
    table: ResourceTable,
    /// Made when the guest first asks for it: most requests never do.
    wasi: Option<WasiCtx>,
    http: WasiHttpCtx,
    pub(crate) outgoing: Outgoing,
    options: Arc<Options>,
    /// How many ticks of computing are left for the request at hand.
    ticks_left: u128,
    pub(crate) exchange: Exchange,
    /// Of the core path alone.
    pub(crate) core: core::State,
}

/// What the guest made of the request at hand.
#[derive(Default)]
pub(crate) struct Exchange {
    pub(crate) is_head: bool,
    pub(crate) has_answered: bool,
    /// Of the response that the guest answered with.
    pub(crate) status: Option<StatusCode>,
    /// Bodies of 0.2 responses that are neither finished nor dropped.
    pub(crate) open_bodies: u32,
}

impl Exchange {
    pub(crate) fn of(method: &Method) -> Self {
        Self { is_head: method == Method::HEAD, ..Self::default() }
    }

    /// A response to `HEAD`, and a 304, tells the length of a body that it has not (RFC 9110, 8.6).
    pub(crate) fn is_bodiless(&self) -> bool {
        self.is_head || self.status == Some(StatusCode::NOT_MODIFIED)
    }

    /// Whether a response, which may be still to be answered with and then has this status, has no body.
    pub(crate) fn will_be_bodiless(&self, status: Option<StatusCode>) -> bool {
        if self.is_head || self.has_answered {
            return self.is_bodiless();
        }
        status == Some(StatusCode::NOT_MODIFIED)
    }
}

impl Guest {
    pub(crate) fn store(engine: &Engine, options: &Arc<Options>) -> Store<Guest> {
        let guest = Guest {
            table: empty_table(),
            wasi: None,
            http: WasiHttpCtx::new(),
            outgoing: Outgoing::new(Arc::clone(options)),
            options: Arc::clone(options),
            ticks_left: 0,
            exchange: Exchange::default(),
            core: core::State::default(),
        };
        let mut store = Store::new(engine, guest);
        store.epoch_deadline_callback(|mut store| match &mut store.data_mut().ticks_left {
            0 => Err(TimeLimitExceeded::Computing.into()),
            ticks => {
                *ticks -= 1;
                Ok(UpdateDeadline::Yield(1))
            }
        });
        store
    }

    /// What a new instance has of the host, for one that is as a new one.
    pub(crate) fn renew(&mut self) {
        self.table = empty_table();
        self.wasi = None;
        self.http = WasiHttpCtx::new();
        self.outgoing = Outgoing::new(Arc::clone(&self.options));
        self.exchange = Exchange::default();
        self.core.renew();
    }

    pub(crate) fn table(&mut self) -> &mut ResourceTable {
        &mut self.table
    }

    /// Lends a value to the library, which knows its own table alone.
    pub(crate) fn in_library<T: Send + 'static, R>(
        &mut self,
        value: T,
        with: impl FnOnce(&mut WasiHttpCtxView<'_>, Resource<T>) -> wasmtime::Result<R>,
    ) -> wasmtime::Result<(R, T)> {
        let mut http = self.http();
        let value = http.table.push(value)?;
        let result = with(&mut http, Resource::new_borrow(value.rep()))?;
        Ok((result, http.table.delete(value)?))
    }

    /// Gives the next request the whole time limit.
    pub(crate) fn begin_request(store: &mut Store<Guest>) {
        store.set_epoch_deadline(1);
        let guest = store.data_mut();
        guest.ticks_left = guest.options.time_limit.as_millis() / TICK.as_millis();
    }
}

fn empty_table() -> ResourceTable {
    let mut table = ResourceTable::new();
    table.set_max_capacity(MAX_RESOURCES);
    table
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let ctx = self.wasi.get_or_insert_with(|| {
            let mut builder = WasiCtx::builder();
            builder.envs(&self.options.env);
            if self.options.inherit_output {
                builder.inherit_stdout().inherit_stderr();
            }
            builder.build()
        });
        WasiCtxView { ctx, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outgoing, table: &mut self.table, ctx: &mut self.http }
    }
}
