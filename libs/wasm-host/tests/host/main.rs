//! The program as its users meet it: started, asked through a socket, stopped.

mod capabilities;
mod clients;
mod components;
mod ends;
mod faults;
mod foreign;
mod isolation;
mod loading;
mod malformed;
mod streaming;
mod support;
