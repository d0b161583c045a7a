//! The program as its users meet it: started, asked through a socket, stopped.

mod capabilities;
mod faults;
mod isolation;
mod loading;
mod streaming;
mod support;
