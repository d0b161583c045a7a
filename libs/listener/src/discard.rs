use std::time::Duration;

use http_body::Body;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time;

const LINGER: Duration = Duration::from_secs(1);

/// Reads the rest of a body that nobody wants, for up to a second, while the response is under way.
///
/// Closing a socket with unread data resets the connection, and a reset may destroy the response on its way to
/// the client (RFC 9112, 9.6): a client that is still sending would never see its 413.
pub fn discard(mut body: Incoming) {
    if body.is_end_stream() {
        return;
    }
    tokio::spawn(time::timeout(LINGER, async move { while let Some(Ok(_)) = body.frame().await {} }));
}
