//! Each test starts the program, asks it through a socket, and stops it.

mod capabilities;
mod clients;
mod compiler;
mod components;
mod ends;
mod faults;
mod foreign;
mod isolation;
pub mod loading;
mod malformed;
mod paths;
mod streaming;
pub mod support;
