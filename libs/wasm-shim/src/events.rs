use std::sync::{Mutex, PoisonError};

use containerd_shim::{
    event::Event,
    protos::{
        events::task::{TaskCreate, TaskDelete, TaskExit, TaskOOM, TaskStart},
        protobuf::{MessageDyn, MessageField, well_known_types::timestamp::Timestamp},
        ttrpc::context::Context,
    },
    publisher::RemotePublisher,
};

/// What containerd is told of a container, for those who listen: `ctr events`, Kubernetes.
pub struct Events {
    namespace: String,
    publisher: Mutex<RemotePublisher>,
}

impl Events {
    pub fn new(namespace: String, publisher: RemotePublisher) -> Self {
        Self { namespace, publisher: Mutex::new(publisher) }
    }

    pub fn created(&self, id: &str, bundle: &str, pid: i32) {
        let mut event = TaskCreate::new();
        event.container_id = id.to_owned();
        event.bundle = bundle.to_owned();
        event.pid = pid as u32;
        self.publish(event);
    }

    pub fn started(&self, id: &str, pid: i32) {
        let mut event = TaskStart::new();
        event.container_id = id.to_owned();
        event.pid = pid as u32;
        self.publish(event);
    }

    /// Before its exit: Kubernetes takes the reason of that from it.
    pub fn out_of_memory(&self, id: &str) {
        let mut event = TaskOOM::new();
        event.container_id = id.to_owned();
        self.publish(event);
    }

    pub fn exited(&self, id: &str, pid: i32, status: u32, at: Timestamp) {
        let mut event = TaskExit::new();
        event.container_id = id.to_owned();
        event.id = id.to_owned();
        event.pid = pid as u32;
        event.exit_status = status;
        event.exited_at = MessageField::some(at);
        self.publish(event);
    }

    pub fn deleted(&self, id: &str, pid: i32, status: u32, at: Timestamp) {
        let mut event = TaskDelete::new();
        event.container_id = id.to_owned();
        event.pid = pid as u32;
        event.exit_status = status;
        event.exited_at = MessageField::some(at);
        self.publish(event);
    }

    fn publish<E: Event + MessageDyn>(&self, event: E) {
        let publisher = self.publisher.lock().unwrap_or_else(PoisonError::into_inner);
        let topic = event.topic();
        if let Err(error) = publisher.publish(Context::default(), &topic, &self.namespace, Box::new(event)) {
            containerd_shim::warn!("{topic}: {error}");
        }
    }
}
