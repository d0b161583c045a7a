//! The program as its users meet it: started, asked through a socket, stopped.

mod capabilities;
mod faults;
mod foreign;
mod isolation;
mod loading;
mod malformed;
mod streaming;
mod support;
